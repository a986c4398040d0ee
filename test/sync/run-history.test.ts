import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadUsableConfig } from '../../src/config/load-usable.ts';
import { processStart } from '../../src/machines/process-start.ts';
import { newRecord, writeRecord } from '../../src/sync/record.ts';
import { createRunHistory } from '../../src/sync/run-history.ts';
import { testContext } from '../support/context.ts';

const folder = mkdtempSync(join(tmpdir(), 'ot-history-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('all runs, newest first; one that ends is read again, one whose process is gone has died', async () => {
  const { values } = await loadUsableConfig('/nonexistent/sync.conf');
  const config = { ...values, STATE_DIR: folder };
  let time = 1_700_000_000_000;
  const now = () => new Date((time += 1000));
  const pidStart = (await processStart('self')) ?? '';
  const context = testContext({ now, env: { pidStart } });
  const history = createRunHistory(context);
  expect(await history.read(config)).toEqual([]);
  const apt = newRecord(context, 'apt');
  const pip = newRecord(context, 'pip');
  const killed = newRecord(testContext({ now, env: { pidStart: '1' } }), 'conf');
  for (const record of [apt, pip, killed]) await writeRecord(context, config, record);
  const outcomes = async () => (await history.read(config)).map(({ job, outcome }) => `${job} ${outcome}`);
  expect(await outcomes()).toEqual(['conf died', 'pip running', 'apt running']);
  await writeRecord(context, config, { ...apt, outcome: 'ok' });
  expect(await outcomes()).toEqual(['conf died', 'pip running', 'apt ok']);
  expect(await history.read(config)).toBe(await history.read(config));
});
