import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Stage } from '../sync/stage.ts';
import { openStage } from '../sync/stage.ts';
import { startCommand } from './start-command.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage({ RECOVERY_DIR: '/nonexistent' });
});
afterEach(() => stage.close());

const run = (...words: readonly string[]) =>
  startCommand(['ot-recovery', '--config', stage.configFile, ...words], stage.env());
const json = async (...words: readonly string[]) => JSON.parse((await run(...words, '--json')).stdout);

test('every JSON document is an object of a known schema, with an incident and without', async () => {
  expect(await json('status')).toEqual({ schemaVersion: 1, incident: null, problems: [] });
  expect(await json('list')).toEqual({ schemaVersion: 1, incidents: [], problems: [] });
  await run('start', 'dark');
  const broken = '20200101T000000Z-abcdef';
  mkdirSync(stage.path('state/incidents', broken, 'journal.jsonl'), { recursive: true });
  const { incident, problems } = await json('status');
  expect(incident).toMatchObject({ schemaVersion: 1, open: true });
  expect(problems).toEqual([expect.stringContaining(broken)]);
  expect(await json('list')).toMatchObject({
    schemaVersion: 1,
    incidents: [{ id: incident.id, openedAt: incident.openedAt, open: true, drill: false }],
    problems: [expect.stringContaining(broken)],
  });
});

test('what acts has no JSON, and does nothing when it is asked for some', async () => {
  const { code, stdout } = await run('start', 'dark', '--json');
  expect([code, JSON.parse(stdout).failure]).toMatchObject([2, { code: 'usage' }]);
  expect((await json('list')).incidents).toEqual([]);
});

test('quiet, it says nothing of what went well, and shows what it is asked to show', async () => {
  expect(await run('start', 'dark', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await run('note', 'it hums', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect((await run('report', '--quiet')).stdout).toContain('it hums');
  expect((await run('start', '--quiet')).stderr).toContain('is open');
});

test('[promise 10] two people who are both root are told apart by where they are logged in from', async () => {
  const from = (address: string, ...words: readonly string[]) =>
    startCommand(['ot-recovery', '--config', stage.configFile, ...words], {
      ...stage.env(),
      SSH_CONNECTION: `${address} 50514 192.0.2.1 22`,
    });
  await from('192.0.2.5', 'start', 'dark');
  const refused = await from('192.0.2.6', 'finish');
  expect([refused.code, refused.stderr]).toEqual([
    13,
    expect.stringMatching(/ from 192\.0\.2\.5 leads incident/),
  ]);
  expect((await from('192.0.2.6', 'note', 'I am here, too')).code).toBe(0);
  expect((await from('192.0.2.6', 'take')).stdout).toMatch(/ from 192\.0\.2\.6 leads incident/);
  expect((await from('192.0.2.5', 'finish')).code).toBe(13);
  // Behind sudo nothing is known of the connection: that locks nobody out.
  expect((await run('finish')).code).toBe(0);
});
