import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aroundStream, canMount, emptyFolder, moveAway, smallDisk } from './faults.ts';
import { until } from './processes.ts';
import { promote } from './replication.ts';
import { job, openMirrored, runWell, summary } from './mirrored.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openMirrored({ MAX_REMOVE_FLOOR: 5 });
});

afterEach(async () => {
  await sandbox.close();
});

/** A run that is refused: what it said. It has changed nothing and written no line. */
async function refused(args: readonly string[] = []): Promise<string> {
  await sandbox.waitForReplay();
  const { standby } = sandbox;
  const lines = () => (standby.exists(summary) ? standby.read(summary) : '');
  const files = () => readdirSync(standby.path('data'), { recursive: true }).length;
  const before = [lines(), files()];
  const { exitCode, stderr } = await sandbox.run(job, args);
  expect([exitCode, lines(), files()]).toEqual([13, ...before]);
  return stderr;
}

/** Twenty attachments here and there, and a row for none of them. */
async function twentyWithoutRows(): Promise<void> {
  await sandbox.production.odoo.attachMany(20);
  await runWell(sandbox);
  await sandbox.production.postgres.sql('DELETE FROM ir_attachment');
}

function deleteOnProduction(count: number): void {
  const { odoo } = sandbox.production;
  for (const storeFname of odoo.names().slice(0, count)) rmSync(odoo.file({ storeFname }));
}

test('[promise 3] [hazard 9] more than the set share gone is refused with the numbers; the flag lets it', async () => {
  await twentyWithoutRows();
  deleteOnProduction(6);
  const said = await refused();
  expect(said).toMatch(/filestore\/prod: 6 of 20 \(30 %\)/);
  expect(said).toContain('--allow-removals');
  expect(await refused(['--dry-run'])).toContain('6 of 20');
  expect(await runWell(sandbox, ['--allow-removals'])).toContain('6 taken away');
  expect(sandbox.standby.odoo.names()).toEqual(sandbox.production.odoo.names());
});

test('a few removals are never out of proportion', async () => {
  await twentyWithoutRows();
  deleteOnProduction(5);
  expect(await runWell(sandbox)).toContain('5 taken away');
});

test('[promise 3] [hazard 9] one emptied database among others is refused', async () => {
  const { production } = sandbox;
  await production.odoo.createDatabase('second');
  await production.odoo.attach('a', 'of the second', { database: 'second' });
  await twentyWithoutRows();
  emptyFolder(production, 'data/filestore/second');
  expect(await refused()).toContain('production has no filestore/second at all, this machine has 1');
});

test('[promise 3] a dropped database is out of proportion; with the flag its folder goes to the hold whole', async () => {
  const { production, standby } = sandbox;
  await production.odoo.createDatabase('second');
  await production.odoo.attach('a', 'of the second', { database: 'second' });
  await twentyWithoutRows();
  moveAway(production, 'data/filestore/second');
  expect(await runWell(sandbox)).toContain('1 that production no longer has stay');
  await production.postgres.sql('DROP DATABASE second');
  expect(await refused()).toContain('databases: 1 of 2 (50 %)');
  expect(await runWell(sandbox, ['--allow-removals'])).toContain('1 taken away');
  expect(standby.exists('data/filestore/second')).toBe(false);
  const [runId = ''] = readdirSync(standby.path('data/.ot-redundancy/hold'));
  expect(standby.exists(`data/.ot-redundancy/hold/${runId}/files/filestore/second`)).toBe(true);
});

test('[promise 3] a data folder that is gone on production is refused even with the flag', async () => {
  await twentyWithoutRows();
  moveAway(sandbox.production, 'data');
  expect(await refused(['--allow-removals'])).toContain('production has none of filestore, addons');
});

test('[hazard 9] another folder of the data folder that is gone on production is refused', async () => {
  sandbox.production.write('data/addons/14.0/module/file', 'x');
  await twentyWithoutRows();
  moveAway(sandbox.production, 'data/addons');
  expect(await refused()).toContain('production has no addons at all, this machine has 1');
});

test('[hazard 10] a run that would leave too little disk space is refused before it begins', async () => {
  await twentyWithoutRows();
  await sandbox.production.odoo.attach('new', 'new');
  sandbox.configure({ MIN_FREE_MB: 9_999_999 });
  expect(await refused()).toContain('MIN_FREE_MB');
});

test('[promise 1] [hazard 5] a promotion while it runs takes nothing away from the promoted server', async () => {
  await twentyWithoutRows();
  deleteOnProduction(3);
  await sandbox.production.odoo.attach('new', 'new');
  await sandbox.waitForReplay();
  // The stream waits until the standby is promoted.
  aroundStream(
    sandbox.standby,
    'touch "$HERE/var/fetching"; until [ -e "$HERE/var/go" ]; do sleep 0.1; done',
  );
  const started = sandbox.start(job);
  await until(() => sandbox.standby.exists('var/fetching'), 'the transfer to begin');
  await promote(sandbox.standby.postgres);
  sandbox.standby.write('var/go', '');
  const { exitCode, stderr } = await started.result;
  expect([exitCode, stderr]).toEqual([13, expect.stringContaining('only a standby syncs')]);
  expect(sandbox.standby.odoo.names()).toHaveLength(20);
});

test.each([
  ['small files', 20, 100],
  ['a large file', 1, 17 << 20],
])('[promise 5] what a killed run had fetched is not fetched again: %s', async (_what, count, bytes) => {
  const { production, standby } = sandbox;
  for (let each = 0; each < count; each += 1)
    await production.odoo.attach(`${each}`, Buffer.alloc(bytes, `${each};`));
  await sandbox.waitForReplay();
  // Arrived, and then killed before a single file was placed.
  standby.fixture('sync', 'kill -9 $PPID');
  const killed = await sandbox.run(job);
  expect([killed.signal, standby.odoo.names()]).toEqual(['SIGKILL', []]);
  rmSync(standby.path('bin/sync'));
  standby.fixture('rsync', '/usr/bin/rsync "$@" | tee "$HERE/var/fetched"');
  aroundStream(standby, '/usr/bin/ssh "$@" | tee "$HERE/var/fetched"; exit');
  await runWell(sandbox);
  const fetched = standby.read('var/fetched');
  expect([fetched.match(/[0-9a-f]{40}/g), fetched.length < 100_000]).toEqual([null, true]);
  expect(standby.odoo.damaged()).toEqual([]);
  expect(standby.odoo.names()).toHaveLength(count);
  expect(standby.exists('data/.ot-redundancy')).toBe(false);
});

test('a staged file that is not what its name says is not placed', async () => {
  const { production, standby } = sandbox;
  const made = await production.odoo.attach('a', 'right');
  const staged = `data/.ot-redundancy/staging/attachments/.ot-stream-killed-0/prod/${made.storeFname}`;
  standby.write(staged, 'wrong');
  execFileSync('chmod', ['-R', 'go=', standby.path('data/.ot-redundancy')]);
  await runWell(sandbox);
  expect(standby.odoo.damaged()).toEqual([]);
  expect(standby.odoo.names()).toEqual([made.storeFname]);
});

test('files that vanish on production while it runs are told apart from those that it does not give', async () => {
  const { production, standby } = sandbox;
  const [vanishing, refusedFile] = await production.odoo.attachMany(20);
  if (vanishing === undefined || refusedFile === undefined) return expect.unreachable();
  await sandbox.waitForReplay();
  const away = production.path('var/away');
  aroundStream(
    standby,
    `rm -f "$HERE/../production/data/filestore/prod/${vanishing.storeFname}"
     mv "$HERE/../production/data/filestore/prod/${refusedFile.storeFname}" ${away}
     /usr/bin/ssh "$@"; code=$?
     [ -e ${away} ] && mv ${away} "$HERE/../production/data/filestore/prod/${refusedFile.storeFname}"
     exit $code`,
  );
  const { exitCode, stdout, stderr } = await sandbox.run(job);
  expect([exitCode, stdout]).toEqual([3, expect.stringContaining('1 were deleted on production')]);
  expect(stderr).toContain(`${refusedFile.sha1}: production has it, but does not give it`);
  expect(standby.odoo.names()).toHaveLength(18);
});

test.runIf(canMount)('a filestore on a disk of its own has its staging and hold there', async () => {
  const { production, standby } = sandbox;
  smallDisk(sandbox, standby, { folder: 'data/filestore', bytes: 8 << 20 });
  await twentyWithoutRows();
  deleteOnProduction(3);
  await runWell(sandbox);
  expect(existsSync(standby.path('data/filestore/.ot-redundancy/hold'))).toBe(true);
  const { stdout } = await sandbox.run('ot-hold', ['list', '--json']);
  expect(JSON.parse(stdout).holds).toMatchObject([{ files: 3 }]);
  expect(await runWell(sandbox)).toContain('nothing to do');
  expect(production.odoo.names()).toHaveLength(17);
});

test.runIf(canMount)('a dropped database on a disk of its own goes to the hold there', async () => {
  const { production, standby } = sandbox;
  production.write('data/filestore/second/aa/file', 'of the second');
  await twentyWithoutRows();
  smallDisk(sandbox, standby, { folder: 'data/filestore/second', bytes: 1 << 20 });
  moveAway(production, 'data/filestore/second');
  await runWell(sandbox, ['--allow-removals']);
  expect(standby.exists('data/filestore/second/aa')).toBe(false);
  const [held] = JSON.parse((await sandbox.run('ot-hold', ['list', '--json'])).stdout).holds;
  expect(await sandbox.run('ot-hold', ['restore', held.runId])).toMatchObject({ exitCode: 0 });
  expect(standby.read('data/filestore/second/aa/file')).toBe('of the second');
});

test.runIf(canMount)('a full disk is said, and staging is given up', async () => {
  const { production, standby } = sandbox;
  await twentyWithoutRows();
  smallDisk(sandbox, standby, { folder: 'data', bytes: 1 << 20 });
  await production.odoo.attachMany(600);
  await sandbox.waitForReplay();
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('the disk here is full')]);
  expect(standby.exists('data/.ot-redundancy/staging')).toBe(false);
  expect(standby.odoo.damaged()).toEqual([]);
});

test('the files belong to the user of Odoo, on a machine where it never ran', async () => {
  const { production, standby } = sandbox;
  const made = await production.odoo.attach('a', 'one');
  production.write('data/addons/14.0/x', 'x');
  renameSync(standby.path('data'), standby.path('var/data'));
  if (canMount) sandbox.configure({ ODOO_USER: 'nobody', ODOO_GROUP: 'nogroup' });
  await runWell(sandbox);
  const { uid, mode } = statSync(standby.path('data'));
  expect([uid, mode & 0o777]).toEqual([canMount ? 65534 : process.getuid?.(), 0o755]);
  expect(statSync(standby.path('data/addons')).mode & 0o777).toBe(0o700);
  expect(statSync(standby.odoo.file(made)).uid).toBe(uid);
  expect(statSync(join(standby.odoo.file(made), '..')).uid).toBe(uid);
});

test('a part of the filestore is no folder of its own', async () => {
  sandbox.configure({ DATA_FOLDERS: 'filestore/prod' });
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([10, expect.stringContaining('DATA_FOLDERS names "filestore/prod"')]);
});

test.runIf(canMount)('without the user of Odoo nothing is brought over', async () => {
  await sandbox.production.odoo.attach('a', 'one');
  sandbox.configure({ ODOO_USER: 'no-such-user' });
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([10, expect.stringContaining('no user no-such-user (ODOO_USER)')]);
});
