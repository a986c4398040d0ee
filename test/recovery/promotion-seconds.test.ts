import { expect, test } from 'vitest';
import type { Event, NewEvent } from '../../src/recovery/events.ts';
import { promotionSeconds } from '../../src/recovery/promotion-seconds.ts';

/** Events with the second at which each happened. */
function journal(...told: readonly (readonly [number, NewEvent])[]): readonly Event[] {
  const by = { user: 'root', host: 'standby', pid: 1 };
  return told.map(([second, event], index) => ({
    ...event,
    ...{ seq: index + 1, by, at: new Date(Date.UTC(2026, 4, 4) + second * 1000).toISOString() },
  }));
}

const step = (state: 'running' | 'done' | 'failed'): NewEvent => ({ kind: 'step', step: 'promote', state });
const act: NewEvent = { kind: 'intent', act: 'promoted', step: 'promote', what: 'promote PostgreSQL' };

test('a promotion takes from the beginning of its run to its end', () => {
  expect(promotionSeconds(journal([0, step('running')], [3, act], [14, step('done')]))).toBe(14);
});

test('what goes wrong behind the point of no return counts, until it is done', () => {
  const events = journal(
    ...([
      [0, step('running')],
      [3, act],
      [100, step('failed')],
      [600, step('running')],
      [610, step('done')],
    ] as const),
  );
  expect(promotionSeconds(events)).toBe(610);
});

test('neither a run that was refused before counts, nor one that finds all done', () => {
  const refused = [[0, step('running')] as const, [5, step('failed')] as const];
  const again = [[900, step('running')] as const, [901, step('done')] as const];
  const own = [[300, step('running')] as const, [303, act] as const, [314, step('done')] as const];
  expect(promotionSeconds(journal(...refused, ...own, ...again))).toBe(14);
});

test('one that was never finished, and one that was only ticked, tell nothing', () => {
  expect(promotionSeconds(journal([0, step('running')], [3, act], [9, step('failed')]))).toBeUndefined();
  expect(promotionSeconds(journal([0, step('done')]))).toBeUndefined();
});
