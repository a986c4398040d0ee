import { statfsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stage } from './stage.ts';
import { openStage } from './stage.ts';
import type { Tiny } from './tiny-job.ts';
import { brought, runTiny } from './tiny-job.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage({ MAX_REMOVE_PERCENT: '10', MAX_REMOVE_FLOOR: '20' });
});

afterEach(() => stage.close());

test('[promise 3] [hazard 9] an empty source is refused whole, with the numbers and the flag', async () => {
  const result = await runTiny(stage, { present: 10, source: 0, remove: 10 });
  expect(result.failure).toMatchObject({ code: 'source-empty', exit: 'refused' });
  expect(result.failure?.message).toContain('production has no files at all, this machine has 10');
  expect(result.failure?.next).toContain('--allow-removals');
  expect([brought(stage), stage.summary()]).toEqual([[], '']);
  expect((await stage.records())[0]).toMatchObject({ outcome: 'refused', exitCode: 13 });
});

test('[promise 3] a source that is empty is refused even when few things would go', async () => {
  const result = await runTiny(stage, { present: 3, source: 0, remove: 3, many: true });
  expect(result.failure?.code).toBe('source-empty');
});

test('[promise 3] [hazard 13] out of proportion is refused whole, before any change', async () => {
  const result = await runTiny(stage, { present: 100, source: 89, remove: 11 });
  expect(result.failure).toMatchObject({ code: 'out-of-proportion', exit: 'refused' });
  expect(result.failure?.message).toContain('11 of 100 (11 %) would be taken away (gone-0, gone-1, gone-2');
  expect(result.failure?.next).toContain('--allow-removals');
  expect(brought(stage)).toEqual([]);
});

const within: [string, Tiny][] = [
  ['exactly the share', { present: 100, source: 90, remove: 10 }],
  ['few of things that come in numbers', { present: 21, source: 1, remove: 20, many: true }],
  ['nothing here yet', { present: 0, source: 0 }],
];

test.each(within)('in proportion: %s', async (_, tiny) => {
  expect((await runTiny(stage, tiny)).exit).toBe('ok');
});

test('one more than the allowance of things that come in numbers is refused', async () => {
  const result = await runTiny(stage, { present: 22, source: 1, remove: 21, many: true });
  expect(result.failure?.code).toBe('out-of-proportion');
});

test('the flag lets a run through that would empty the place', async () => {
  const result = await runTiny(stage, { present: 10, source: 0, remove: 10 }, { allowRemovals: true });
  expect([result.exit, brought(stage)]).toEqual(['ok', ['brought']]);
});

test('a dry run is refused by the same guards', async () => {
  const result = await runTiny(stage, { source: 0 }, { dryRun: true });
  expect(result.exit).toBe('refused');
  expect(await stage.records()).toEqual([]);
});

test('[hazard 10] what does not fit on the disk is refused before any change', async () => {
  const { bavail, bsize } = statfsSync(stage.root);
  const target = stage.path('not/made/yet');
  const result = await runTiny(stage, { bytes: bavail * bsize + 1, target });
  expect(result.failure).toMatchObject({ code: 'disk-space', exit: 'refused' });
  expect(brought(stage)).toEqual([]);
});

test('the reserve of MIN_FREE_MB counts', async () => {
  const greedy = await openStage({ MIN_FREE_MB: '10000000' });
  const refused = await runTiny(greedy, { bytes: 1, target: greedy.root });
  expect(refused.failure?.message).toContain('10000000 MiB must stay');
  const nothing = await runTiny(greedy, { bytes: 0, target: greedy.root });
  expect(nothing.exit).toBe('ok');
  const unknown = await runTiny(greedy, { bytes: 0, alsoWrites: [greedy.root] });
  expect(unknown.failure?.message).toContain(`MiB are free on the disk of ${greedy.root}, and 10000000 MiB`);
  greedy.close();
});
