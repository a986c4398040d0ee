import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobs } from '../../src/sync/jobs.ts';
import { makeReady } from './ready.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

const summary = 'log/ot-redundancy-sync-timestamps.log';
const command = 'ot-sync-from-source';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await openSandbox();
  makeReady(sandbox);
  await sandbox.production.odoo.attachMany(5);
  sandbox.production.project('odoo-company', ['sale_company']);
  await sandbox.waitForReplay();
});

afterAll(async () => {
  await sandbox.close();
});

/** The names in the summary log. */
function named(): string[] {
  const lines = sandbox.standby.exists(summary) ? sandbox.standby.read(summary).trimEnd().split('\n') : [];
  return lines.map((line) => line.split(' :  ')[1] ?? line);
}

test('a dry run tells of every job what would come, and changes nothing', async () => {
  const { exitCode, stdout } = await sandbox.run(command, ['--dry-run']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^attachments: would be 5 new/m);
  expect(stdout).toMatch(/^projects: would be 1 new/m);
  expect([named(), sandbox.standby.exists('share/odoo-company')]).toEqual([[], false]);
});

test('[promise 7] [hazard 22] after a full sync all is there, each job has its line and the whole its own', async () => {
  const { exitCode, stdout } = await sandbox.run(command);
  expect(exitCode).toBe(0);
  for (const job of jobs) expect(stdout).toMatch(new RegExp(`^${job.command}: done, .* \\(0\\)$`, 'm'));
  expect(named()).toEqual([...jobs.map((job) => job.command), command]);
  expect(sandbox.standby.odoo.names()).toEqual(sandbox.production.odoo.names());
  expect(sandbox.standby.exists('share/odoo-company/sale_company/__manifest__.py')).toBe(true);
});

test('then nothing is wrong, and ot-status ends with 0', async () => {
  const { exitCode, stdout } = await sandbox.run('ot-status');
  expect(stdout).toContain('nothing is wrong');
  expect(exitCode).toBe(0);
  const plugin = await sandbox.run('ot-status', ['--nagios']);
  expect([plugin.exitCode, plugin.stdout]).toEqual([
    0,
    expect.stringMatching(/^OT OK - standby, 5 syncs in time \|/),
  ]);
  const quiet = await sandbox.run('ot-status', [
    '--quiet',
    '--prometheus',
    sandbox.standby.path('var/ot.prom'),
  ]);
  expect(quiet).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  expect(sandbox.standby.read('var/ot.prom')).toContain('ot_health 0\n');
});

test('under cron a full sync that went well says nothing', async () => {
  expect(await sandbox.run(command, ['--quiet'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
});

test('[hazard 23] one job that fails is told, the others run, and there is no line of the whole', async () => {
  const before = named();
  sandbox.standby.write('bin/broken-python', '#!/bin/sh\necho "no python today" >&2\nexit 1\n');
  sandbox.configure({ PIP_PYTHON: `${sandbox.standby.seenAs}/bin/broken-python` });
  const { exitCode, stdout, stderr } = await sandbox.run(command);
  expect(exitCode).not.toBe(0);
  expect(stdout).toMatch(/^ot-conf-sync: done, .* \(0\)$/m);
  expect(stderr).toMatch(/\w/);
  const names = jobs.map((job) => job.command).filter((name) => name !== 'ot-pip-sync');
  expect(named()).toEqual([...before, ...names]);
  const status = await sandbox.run('ot-status');
  expect(status.exitCode).toBe(3);
  expect(status.stdout).toContain('the last run of pip');
});
