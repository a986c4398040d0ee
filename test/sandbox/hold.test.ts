import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openSandbox({ FILESTORE_MODE: 'mirror', MIN_FREE_MB: 0 });
});

afterEach(async () => {
  await sandbox.close();
});

/** Lets a sync set one file aside; the id of the hold. */
async function held(): Promise<string> {
  const { production } = sandbox;
  production.write('data/addons/keep', 'stays');
  production.write('data/addons/gone', 'old');
  await sandbox.run('ot-attachments-sync');
  rmSync(production.path('data/addons/gone'));
  expect(await sandbox.run('ot-attachments-sync')).toMatchObject({ exitCode: 0 });
  const { stdout } = await sandbox.run('ot-hold', ['list', '--json']);
  return JSON.parse(stdout).holds[0].runId;
}

test('[promise 4] what a sync took away is listed and comes back by one command, over nothing', async () => {
  const { standby } = sandbox;
  const id = await held();
  expect((await sandbox.run('ot-hold', ['list'])).stdout).toMatch(`${id}\n`);
  writeFileSync(standby.path('data/addons/gone'), 'new');
  const occupied = await sandbox.run('ot-hold', ['restore', id]);
  expect(occupied).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('addons/gone') });
  expect(standby.read('data/addons/gone')).toBe('new');
  const path = `${standby.seenAs}/data/addons`;
  expect((await sandbox.run('ot-hold', ['list', id])).stdout).toBe(`${path}/gone\n`);
  const dry = await sandbox.run('ot-hold', ['restore', id, '--replace', '--dry-run']);
  expect(dry).toMatchObject({ exitCode: 0, stdout: `would restore ${path}/gone\n` });
  expect(standby.read('data/addons/gone')).toBe('new');
  expect(await sandbox.run('ot-hold', ['restore', id, path, '--replace'])).toMatchObject({ exitCode: 0 });
  expect(standby.read('data/addons/gone')).toBe('old');
  expect((await sandbox.run('ot-hold', ['list'])).stdout).toContain('replaced by ot-hold restore');
});

test('[promise 4] only what is old enough is purged, and --dry-run purges nothing', async () => {
  const id = await held();
  expect((await sandbox.run('ot-hold', ['purge'])).stdout).toContain('nothing is older than 30 days');
  const dry = await sandbox.run('ot-hold', ['purge', '--older-than', '0', '--dry-run']);
  expect(dry.stdout).toContain('would delete');
  expect((await sandbox.run('ot-hold', ['list'])).stdout).toContain(id);
  await sandbox.run('ot-hold', ['purge', '--older-than', '0']);
  expect((await sandbox.run('ot-hold', ['list'])).stdout).toBe('nothing is set aside\n');
});

test('wrong command lines, and a hold that is not there, are told apart', async () => {
  const wrong = [
    ...[[], ['list', 'x', 'y'], ['restore'], ['purge', '--older-than', 'soon'], ['steal']],
    ...[
      ['list', '--dry-run'],
      ['purge', '--replace'],
      ['restore', 'x', '--older-than', '1'],
    ],
  ];
  for (const words of wrong) {
    expect(await sandbox.run('ot-hold', words), words.join(' ')).toMatchObject({ exitCode: 2 });
  }
  for (const action of ['restore', 'list']) {
    const result = await sandbox.run('ot-hold', [action, 'none']);
    expect(result).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('there is no hold none') });
  }
});
