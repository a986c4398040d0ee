import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from './processes.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const job = 'ot-attachments-sync';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openSandbox({ CONNECT_SECONDS: 2 });
});

afterEach(() => sandbox.close());

/** What cron starts each minute: its exit code, and what it would mail. */
async function scheduled() {
  const { exitCode, stdout, stderr } = await sandbox.run(job, ['--scheduled', '--quiet']);
  expect(stdout).toBe('');
  return [exitCode, stderr] as const;
}

const silent = (code: number) => [code, ''];

test('each minute: nothing is asked of production when nothing is new; what stays wrong is mailed once, then its end', async () => {
  const { production, standby, sshd } = sandbox;
  await production.odoo.attach('a', 'one');
  await sandbox.waitForReplay();
  expect(await scheduled()).toEqual(silent(0));
  await sshd.stop();
  expect(await scheduled()).toEqual(silent(0));
  const made = await production.odoo.attach('b', 'two');
  await sandbox.waitForReplay();
  expect(await scheduled()).toEqual([12, expect.stringMatching(/does not answer[\s\S]*told once/)]);
  expect(await scheduled()).toEqual(silent(12));
  await sshd.start();
  expect(await scheduled()).toEqual([0, expect.stringMatching(/^attachments: well again; .*\n$/)]);
  expect(await scheduled()).toEqual(silent(0));
  expect(standby.odoo.names()).toContain(made.storeFname);
  expect(standby.odoo.damaged()).toEqual([]);
});

test('the configuration broken by an editor is mailed once, too', async () => {
  sandbox.configure({ HOLD_DAYS: 'many' });
  expect(await scheduled()).toEqual([10, expect.stringContaining('HOLD_DAYS')]);
  expect(await scheduled()).toEqual(silent(10));
});

test('[promise 6] a run that finds another one says nothing; one by hand, and a full sync, wait for a scheduled one', async () => {
  await sandbox.sshd.hang();
  sandbox.configure({ CONNECT_SECONDS: 60 });
  const first = sandbox.start(job, ['--scheduled', '--quiet']);
  await until(() => sandbox.standby.exists('state/runs/attachments'), 'the run to be under way');
  expect(await scheduled()).toEqual(silent(11));
  const byHand = sandbox.start(job);
  const waits = `waiting for ${job} --scheduled (process ${first.pid}) to end`;
  await until(() => byHand.output().stderr.includes(waits), 'the second run to wait');
  first.kill('SIGTERM');
  expect(await first.result).toMatchObject({ exitCode: 130, stderr: '' });
  const holder = () => sandbox.standby.read('run/attachments.lock');
  await until(() => holder().startsWith(`${byHand.pid} `), 'the second run to have the lock');
  byHand.kill('SIGTERM');
  expect(await byHand.result).toMatchObject({ exitCode: 130 });
});

test('a database that cannot be asked for its files: named, with the way out, which brings them', async () => {
  const { production, standby } = sandbox;
  const made = await production.odoo.attach('a', 'one');
  const sql = 'ALTER TABLE ir_attachment RENAME COLUMN store_fname TO other_name';
  await production.postgres.sql(sql, { database: 'prod' });
  await sandbox.waitForReplay();
  expect(await scheduled()).toEqual([3, expect.stringMatching(/^ *left out: prod: .*FILESTORE_MODE=mirror/)]);
  expect(standby.odoo.names()).toEqual([]);
  sandbox.configure({ FILESTORE_MODE: 'mirror' });
  expect(await sandbox.run(job)).toMatchObject({ exitCode: 0, stderr: '' });
  expect(standby.odoo.names()).toEqual([made.storeFname]);
});

test('[promise 7] files that are on a disk which is not mounted any more are missed at once, though nothing was replayed', async () => {
  const { production, standby } = sandbox;
  await production.odoo.attachMany(3);
  await sandbox.waitForReplay();
  expect(await scheduled()).toEqual(silent(0));
  renameSync(standby.path('data/filestore/prod'), standby.path('data/elsewhere'));
  expect(await scheduled()).toEqual(silent(0));
  expect(standby.odoo.names()).toEqual(production.odoo.names());
});

test('[promise 3] production without its whole data folder is refused, and named', async () => {
  const { production, standby } = sandbox;
  const kept = await production.odoo.attach('a', 'one');
  await sandbox.waitForReplay();
  expect(await scheduled()).toEqual(silent(0));
  await production.odoo.attach('b', 'two');
  await sandbox.waitForReplay();
  renameSync(production.path('data'), production.path('elsewhere'));
  mkdirSync(production.path('data'));
  expect(await scheduled()).toEqual([13, expect.stringMatching(/production has no folder .*filestore/)]);
  expect(standby.odoo.names()).toEqual([kept.storeFname]);
});

test('[promise 3] a mirror is walked once in WALK_MINUTES, and called late by that measure', async () => {
  sandbox.configure({ FILESTORE_MODE: 'mirror' });
  await sandbox.production.odoo.attach('a', 'one');
  await sandbox.waitForReplay();
  expect(await scheduled()).toEqual(silent(0));
  await sandbox.sshd.stop();
  expect(await scheduled()).toEqual(silent(0));
  sandbox.configure({ WALK_MINUTES: 1 });
  agedBy(2);
  expect(await scheduled()).toEqual([12, expect.stringContaining('does not answer')]);
});

/** Makes every run of the past so many minutes older. */
function agedBy(minutes: number): void {
  const folder = sandbox.standby.path('state/runs/attachments');
  for (const name of readdirSync(folder)) {
    const text = readFileSync(`${folder}/${name}`, 'utf8');
    const older = (time: string) => new Date(Date.parse(time) - minutes * 60_000).toISOString();
    writeFileSync(`${folder}/${name}`, text.replace(/(?<="startedAt": ")[^"]*/, older));
  }
}
