import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from './processes.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

const job = 'ot-attachments-sync';
const summary = 'log/ot-redundancy-sync-timestamps.log';

let sandbox: Sandbox;

beforeEach(async () => {
  // Long enough that a hanging production keeps a run under way until the test ends it.
  sandbox = await openSandbox({ CONNECT_SECONDS: 60 });
});

afterEach(async () => {
  await sandbox.close();
});

/** The outcomes of all recorded runs of the job, oldest first. */
function outcomes(): string[] {
  const folder = sandbox.standby.path('state/runs/attachments');
  const names = readdirSync(folder).filter((name) => /^\d/.test(name));
  return names.sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).outcome);
}

/** Starts a run against a production that accepts and hangs, and waits until it is under way. */
async function startHanging() {
  await sandbox.sshd.hang();
  const started = sandbox.start(job);
  await until(() => sandbox.standby.exists('state/runs/attachments'), 'the run to be recorded');
  await until(() => outcomes().includes('running'), 'the run to be under way');
  return started;
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '[promise 6] %s ends a run with 130 and what it has started, and the next one is good',
  async (signal) => {
    const started = await startHanging();
    started.kill(signal);
    const { exitCode, stderr } = await started.result;
    expect(exitCode).toBe(130);
    expect(stderr).toContain(`interrupted: ended by ${signal}; the last good state is kept`);
    expect(stderr).not.toContain('report');
    expect(outcomes()).toEqual(['interrupted']);
    await sandbox.sshd.start();
    expect(await sandbox.run(job)).toMatchObject({ exitCode: 0 });
  },
);

test('[promise 5] [promise 6] after SIGKILL the next run is good, and the killed one is called so', async () => {
  const started = await startHanging();
  started.kill('SIGKILL');
  expect(await started.result).toMatchObject({ signal: 'SIGKILL' });
  await sandbox.sshd.start();
  const status = await sandbox.run('ot-status');
  expect(status.stdout).toMatch(/^attachments +never +killed, had begun \d+ s ago/m);
  expect(sandbox.standby.exists(summary)).toBe(false);
  expect(await sandbox.run(job)).toMatchObject({ exitCode: 0 });
  expect(outcomes()).toEqual(['running', 'ok']);
});

test('[promise 6] [hazard 10] of two runs at once the second ends with 11 and names the first', async () => {
  const first = await startHanging();
  const second = await sandbox.run(job);
  expect(second).toMatchObject({ exitCode: 11, stdout: '' });
  expect(second.stderr).toContain(`${job} (process ${first.pid}) holds`);
  expect(await sandbox.run(job, ['--quiet'])).toMatchObject({ exitCode: 11, stdout: '', stderr: '' });
  first.kill('SIGINT');
  await first.result;
});

test('[hazard 23] ot-sync-from-source tells each job and ends with the code of the worst', async () => {
  await sandbox.sshd.stop();
  const { exitCode, stdout, stderr } = await sandbox.run('ot-sync-from-source');
  expect(exitCode).toBe(12);
  expect(stdout.match(/^ot-[a-z]+-sync: .* \(12\)$/gm)?.length).toBeGreaterThan(2);
  expect(stderr).toContain('does not answer');
  expect(sandbox.standby.exists(summary)).toBe(false);
});

test('sync that is off is silent under cron, and 4', async () => {
  sandbox.configure({ SYNCMODE: 'off' });
  expect(await sandbox.run(job, ['--quiet'])).toMatchObject({ exitCode: 4, stdout: '', stderr: '' });
});
