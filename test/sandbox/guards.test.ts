import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { changeHostKey } from './faults.ts';
import { pauseReplay, promote, resumeReplay } from './replication.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

const job = 'ot-attachments-sync';
const summary = 'log/ot-redundancy-sync-timestamps.log';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await openSandbox({ CONNECT_SECONDS: 3 });
  await sandbox.production.odoo.attachMany(5);
  await sandbox.waitForReplay();
});

afterAll(async () => {
  await sandbox.close();
});

beforeEach(() => {
  rmSync(sandbox.standby.path(summary), { force: true });
});

/** Runs the job and expects it to be refused: its exit code, what it said, and no line of success. */
async function refused(exitCode: number, said: RegExp) {
  const result = await sandbox.run(job);
  expect(result).toMatchObject({ exitCode, stderr: expect.stringMatching(said) });
  expect(sandbox.standby.exists(summary)).toBe(false);
}

test('[promise 7] [hazard 22] a run that went well writes its line, one line', async () => {
  const result = await sandbox.run(job);
  expect(result).toMatchObject({ exitCode: 0 });
  expect(sandbox.standby.read(summary)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d :  ot-attachments-sync\n$/);
});

test.each(['off', 'OFF', 'true', 'yes'])(
  '[promise 2] [hazard 6] SYNCMODE="%s" syncs nothing',
  async (mode) => {
    sandbox.configure({ SYNCMODE: mode });
    try {
      await refused(mode === 'off' ? 4 : 10, /SYNCMODE/);
    } finally {
      sandbox.configure({ SYNCMODE: 'on' });
    }
  },
);

test.each(['', 'on off', 'on # off'])('[promise 2] [hazard 7] SYNCMODE="%s" syncs nothing', async (mode) => {
  sandbox.configure({ SYNCMODE: mode });
  try {
    await refused(10, /SYNCMODE/);
  } finally {
    sandbox.configure({ SYNCMODE: 'on' });
  }
});

test('[promise 2] without a production there is no sync', async () => {
  sandbox.configure({ SYNCSRC: 'NOT-SET' });
  try {
    await refused(10, /SYNCSRC/);
  } finally {
    sandbox.configure({ SYNCSRC: '127.0.0.1' });
  }
});

test('[promise 2] a missing configuration file is an error that names it', async () => {
  const result = await sandbox.run(job, ['--config', '/nonexistent/sync.conf']);
  expect(result).toMatchObject({ exitCode: 10, stderr: expect.stringContaining('/nonexistent/sync.conf') });
});

test('[hazard 21] production that refuses connections is a failure, not an empty list', async () => {
  await sandbox.sshd.stop();
  await refused(12, /Connection refused/);
  await sandbox.sshd.start();
});

test('[promise 6] production that accepts and hangs is given up on', async () => {
  await sandbox.sshd.hang();
  await refused(12, /does not answer/);
  await sandbox.sshd.start();
});

test('[promise 18] a changed host key is refused', async () => {
  await changeHostKey(sandbox);
  await refused(12, /host key/);
  sandbox.pinHostKey();
});

test('[promise 18] a host that was never pinned is refused', async () => {
  rmSync(sandbox.standby.path('home/.ssh/known_hosts'));
  await refused(12, /host key/);
  sandbox.pinHostKey();
});

test('[promise 17] a key that production does not know is refused', async () => {
  const key = sandbox.standby.path('home/.ssh/id_ed25519.pub');
  sandbox.sshd.authorize(key, 'from="192.0.2.1"');
  await refused(12, /refuses the login/);
  sandbox.sshd.authorize(key);
});

test('[promise 6] an administrator holds the job off with flock', async () => {
  const lock = sandbox.standby.path('run/attachments.lock');
  const holder = spawn('flock', ['-n', lock, 'sh', '-c', 'echo held; cat']);
  await once(holder.stdout, 'readable');
  await refused(11, /attachments\.lock/);
  holder.stdin.end();
  await once(holder, 'exit');
  expect(await sandbox.run(job)).toMatchObject({ exitCode: 0 });
});

test('[promise 1] replay that is paused changes nothing: it is still a standby', async () => {
  await pauseReplay(sandbox.standby.postgres);
  expect(await sandbox.run(job)).toMatchObject({ exitCode: 0 });
  await resumeReplay(sandbox.standby.postgres);
});

test('[promise 1] with postgres down the role is unknown, and that is a no', async () => {
  await sandbox.standby.postgres.stop();
  await refused(13, /not certain/);
  await sandbox.standby.postgres.start();
});

test('[promise 1] a database that asks for a password nobody has is a no', async () => {
  sandbox.configure({ PG_HOST: '127.0.0.1' });
  await refused(13, /not certain/);
  sandbox.configure({ PG_PASSFILE: sandbox.passFile });
  expect(await sandbox.run(job)).toMatchObject({ exitCode: 0 });
  sandbox.configure({ PG_HOST: sandbox.standby.postgres.socketFolder, PG_PASSFILE: '' });
});

test('[promise 1] [hazard 5] a promoted standby syncs nothing any more', async () => {
  await promote(sandbox.standby.postgres);
  await refused(13, /is a primary/);
});
