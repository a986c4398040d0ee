import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newRecord, readLastSuccess, readRecords, recordFolder, writeRecord } from '../../src/sync/record.ts';
import type { Stage } from './stage.ts';
import { openStage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

/** A context in which it is so many milliseconds later. */
function later(milliseconds: number) {
  const now = () => new Date(Date.UTC(2026, 0, 1) + milliseconds);
  return { ...stage.context, clock: { ...stage.context.clock, now } };
}

test('records come newest first, even within one second', async () => {
  for (const at of [1, 20, 300]) await writeRecord(later(at), stage.config, newRecord(later(at), 'apt'));
  const records = await readRecords(stage.context, stage.config, { job: 'apt', most: 2 });
  expect(records.map(({ startedAt }) => startedAt)).toEqual([
    '2026-01-01T00:00:00.300Z',
    '2026-01-01T00:00:00.020Z',
  ]);
});

test('old records are taken away, 200 stay', async () => {
  for (let at = 0; at < 203; at += 1) {
    const record = { ...newRecord(later(at * 1000), 'pip'), outcome: 'failed' } as const;
    await writeRecord(stage.context, stage.config, record);
  }
  const left = readdirSync(recordFolder(stage.config, 'pip')).sort();
  expect(left).toHaveLength(200);
  expect(left[0]).toMatch(/^20260101T000003\.000Z-pip-/);
});

test('[promise 18] a record is not for everybody to read', async () => {
  const record = newRecord(stage.context, 'conf');
  await writeRecord(stage.context, stage.config, record);
  const file = join(recordFolder(stage.config, 'conf'), `${record.id}.json`);
  expect(statSync(file).mode & 0o777).toBe(0o640);
});

test('a record that cannot be read is passed over, one of another version too', async () => {
  const good = newRecord(later(0), 'apt');
  await writeRecord(stage.context, stage.config, good);
  const folder = recordFolder(stage.config, 'apt');
  writeFileSync(join(folder, '20260101T000001.000Z-apt-x.json'), '{ half');
  const other = JSON.stringify({ ...good, schemaVersion: 2 });
  writeFileSync(join(folder, '20260101T000002.000Z-apt-x.json'), other);
  writeFileSync(join(folder, 'last-success.json'), '');
  expect(await readRecords(stage.context, stage.config, { job: 'apt', most: 9 })).toEqual([good]);
  expect(await readLastSuccess(stage.context, stage.config, 'apt')).toBe(undefined);
});
