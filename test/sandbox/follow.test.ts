import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from './processes.ts';
import type { Started } from './product.ts';
import { promote } from './replication.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const job = 'ot-attachments-sync';
const long = { timeout: 600_000 };

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openSandbox({ FILESTORE_MODE: 'database', DATA_FOLDERS: 'filestore', CONNECT_SECONDS: 2 });
});

afterEach(() => sandbox.close());

/** A follower that has looked at everything once. */
async function following(): Promise<Started> {
  const started = sandbox.start(job, ['--follow'], long);
  await brought('first');
  return started;
}

/** Makes an attachment on production, and waits for its file to be whole here. */
async function brought(name: string): Promise<void> {
  const { storeFname } = await sandbox.production.odoo.attach(name, `content of ${name}`);
  const { odoo } = sandbox.standby;
  await until(() => odoo.names().includes(storeFname), `the file of ${name} to be here`, 60_000);
  expect(odoo.damaged()).toEqual([]);
}

/** How a follower that was told to end did so. */
async function ended(follower: Started) {
  follower.kill('SIGTERM');
  return follower.result;
}

const records = () =>
  readdirSync(sandbox.standby.path('state/runs/attachments')).filter((name) => /^\d/.test(name));

test('each file is here soon after its row, and only runs that brought something are recorded', async () => {
  const follower = await following();
  for (const name of ['a', 'b', 'c']) await brought(name);
  await sandbox.production.postgres.sql('CREATE TABLE elsewhere (id integer)');
  const added = (file: string) => {
    const { outcome, counts } = JSON.parse(sandbox.standby.read(`state/runs/attachments/${file}`));
    return outcome === 'ok' ? counts.added : outcome;
  };
  await until(() => added('last-success.json') === 0, 'a success without a run', 60_000);
  expect(records().map(added)).toEqual(records().map(() => 1));
  const { exitCode, stderr } = await ended(follower);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(sandbox.standby.read('run/follow.lock')).toBe('');
});

test('a run of cron leaves the work to it without a word; a typed run is done, and a second one refused', async () => {
  const follower = await following();
  const cron = await sandbox.run(job, ['--quiet'], { env: { OT_STARTED_FROM: 'cron' } });
  expect(cron).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(await sandbox.run(job)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('in step') });
  expect(await sandbox.run(job, ['--follow'])).toMatchObject({
    exitCode: 11,
    stderr: expect.stringContaining('ot-attachments-sync --follow (process'),
  });
  expect((await ended(follower)).exitCode).toBe(0);
});

test('it goes on after a restart of PostgreSQL, a cut network and a SIGKILL', async () => {
  const { standby, sshd } = sandbox;
  const follower = await following();
  await standby.postgres.stop();
  await until(() => follower.output().stderr.includes('waiting:'), 'it to wait');
  await standby.postgres.start();
  await brought('after the restart');
  await sshd.stop();
  const lone = await sandbox.production.odoo.attach('while cut', 'waits');
  await until(() => follower.output().stderr.includes('does not answer'), 'it to be told');
  const kept = records().length;
  await sandbox.waitForReplay();
  await sshd.start();
  await until(() => standby.odoo.names().includes(lone.storeFname), 'the file to come after all', 60_000);
  // One for the failure, however often it was tried, and one for the end of it.
  expect(records().length - kept).toBeLessThanOrEqual(1);
  follower.kill('SIGKILL');
  await follower.result;
  const second = sandbox.start(job, ['--follow'], long);
  await brought('after the kill');
  expect((await ended(second)).exitCode).toBe(0);
});

test('it waits while somebody else holds the lock, and does the work afterwards', async () => {
  const follower = await following();
  const lock = sandbox.standby.path('run/attachments.lock');
  // Until the follower's own runs leave it a moment.
  const holder = spawn('flock', [lock, 'sh', '-c', 'echo held; cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(holder.stdout, 'data');
  const made = await sandbox.production.odoo.attach('meanwhile', 'waits for the lock');
  await until(() => follower.output().stderr.includes('waiting:'), 'it to wait');
  expect(sandbox.standby.odoo.names()).not.toContain(made.storeFname);
  holder.stdin.end();
  await brought('afterwards');
  expect(sandbox.standby.odoo.names()).toContain(made.storeFname);
  expect((await ended(follower)).exitCode).toBe(0);
});

test('[promise 1] once this machine is promoted it ends, says so, and fetches nothing', async () => {
  const { standby, production } = sandbox;
  const follower = await following();
  await promote(standby.postgres);
  const late = await production.odoo.attach('late', 'of the old production');
  const { exitCode, stderr } = await follower.result;
  expect([exitCode, stderr]).toEqual([13, expect.stringContaining('is a primary')]);
  expect(standby.odoo.names()).not.toContain(late.storeFname);
  expect((await sandbox.run(job, ['--follow'])).exitCode).toBe(13);
});

test('[promise 2] ot-disable-sync ends it, and so does SYNCMODE by itself', async () => {
  const follower = await following();
  const { exitCode, stdout } = await sandbox.run('ot-disable-sync');
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('ot-attachments-sync --follow')]);
  expect((await follower.result).exitCode).toBe(0);
  expect((await sandbox.run(job, ['--follow'])).exitCode).toBe(4);
  sandbox.configure({ SYNCMODE: 'on' });
  const second = await following();
  sandbox.configure({ SYNCMODE: 'off' });
  expect((await second.result).exitCode).toBe(4);
});

test('a filestore that production leads cannot be followed', async () => {
  sandbox.configure({ FILESTORE_MODE: 'mirror' });
  const { exitCode, stderr } = await sandbox.run(job, ['--follow']);
  expect([exitCode, stderr]).toEqual([10, expect.stringContaining('FILESTORE_MODE')]);
});
