import { expect, test } from 'vitest';
import type { Happening } from '../../../src/sync/follow/pace.ts';
import { busyPace, nextPace } from '../../../src/sync/follow/pace.ts';

const after = (happening: Happening, times: number) =>
  Array.from({ length: times }).reduce<typeof busyPace>((pace) => nextPace(pace, happening), busyPace);

test('where there was work, the next look and the next run come at once', () => {
  expect(nextPace(after('nothing', 20), 'brought')).toEqual(busyPace);
});

test('quiet makes looks rarer up to a second, and leaves the next run free', () => {
  expect(after('quiet', 2).lookMs).toBeGreaterThan(busyPace.lookMs);
  expect(after('quiet', 50)).toEqual({ lookMs: 1_000, restMs: busyPace.restMs });
});

test('runs that find nothing become rarer, and leave time for one within five seconds', () => {
  const { lookMs, restMs } = after('nothing', 50);
  expect(lookMs + restMs).toBeLessThan(3_000);
  expect(restMs).toBeGreaterThan(1_000);
});

test('where a look at all databases takes seconds, the rest after it is longer, within bounds', () => {
  expect(nextPace(busyPace, 'nothing', 20).restMs).toBe(200);
  expect(nextPace(busyPace, 'nothing', 2_000).restMs).toBe(6_000);
  expect(nextPace(busyPace, 'nothing', 60_000).restMs).toBe(10_000);
  expect(nextPace(busyPace, 'brought', 60_000)).toEqual(busyPace);
});

test('failures are tried again ever more rarely, at last four times a minute', () => {
  expect(after('failed', 50).restMs).toBe(15_000);
  expect(nextPace(after('failed', 50), 'nothing').restMs).toBeLessThan(3_000);
});
