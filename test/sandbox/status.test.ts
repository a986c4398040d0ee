import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replug, unplug } from './faults.ts';
import { until } from './processes.ts';
import { makeReady } from './ready.ts';
import { pauseReplay, promote, resumeReplay } from './replication.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await openSandbox();
  makeReady(sandbox);
  for (const machine of [sandbox.production, sandbox.standby])
    machine.project('odoo-company', ['sale_company']);
});

afterAll(async () => {
  await sandbox.close();
});

/** The report as other programs get it; one JSON document and nothing else. */
async function report() {
  const { stdout, exitCode } = await sandbox.run('ot-status', ['--json']);
  const parsed = JSON.parse(stdout);
  expect(exitCode).toBe({ ok: 0, warning: 3, critical: 1 }[parsed.verdict as 'ok']);
  return parsed;
}

const found = (parsed: { findings: { what: string }[] }) =>
  parsed.findings.map(({ what }) => what).join('\n');

test('a streaming standby: role, replication, versions', async () => {
  const { odoo } = sandbox.production;
  await odoo.attach('a', 'a');
  await sandbox.waitForReplay();
  expect(await report()).toMatchObject({
    schemaVersion: 2,
    role: { kind: 'standby' },
    sync: { state: 'known', value: 'on' },
    replication: {
      state: 'known',
      value: {
        feed: 'streaming',
        timeline: 1,
        replayPaused: false,
        bytesToReplay: { state: 'known', value: 0 },
        behindSeconds: { state: 'known' },
      },
    },
    versions: { postgresql: { state: 'known', value: expect.stringMatching(/^\d+/) } },
    configuration: { failure: null },
  });
});

test('a sync that went well is in time, one that never ran is called so', async () => {
  await sandbox.run('ot-attachments-sync');
  const { stdout, exitCode } = await sandbox.run('ot-status');
  expect(stdout).toMatch(/^attachments +\d+ s ago +ok/m);
  expect(stdout).toContain('projects has never succeeded');
  expect(exitCode).toBe(3);
});

test('a sync that fails is told with what went wrong', async () => {
  await sandbox.production.odoo.attach('a', 'to be brought over');
  await sandbox.waitForReplay();
  await sandbox.sshd.stop();
  await sandbox.run('ot-attachments-sync');
  await sandbox.sshd.start();
  expect(found(await report())).toContain('the last run of attachments did not reach production');
});

test('paused replay is told', async () => {
  await pauseReplay(sandbox.standby.postgres);
  expect(found(await report())).toContain('replay is paused');
  await resumeReplay(sandbox.standby.postgres);
});

test('production unplugged: the database receives nothing, and how far it is behind is stale', async () => {
  await unplug(sandbox);
  const receives = "SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'";
  await until(async () => (await sandbox.standby.postgres.sql(receives)) === '0', 'replication to break off');
  const parsed = await report();
  expect(parsed).toMatchObject({ replication: { value: { feed: 'none' } }, verdict: 'critical' });
  expect(parsed.replication.value.behindSeconds.state).not.toBe('known');
  expect(found(parsed)).toContain('receives nothing from production');
  await replug(sandbox);
});

test('[promise 1] postgres down: the role is unknown, and all else is told', async () => {
  await sandbox.standby.postgres.stop();
  const parsed = await report();
  expect(parsed).toMatchObject({ role: { kind: 'unknown' }, replication: { state: 'unknown' } });
  expect(parsed.jobs.length).toBeGreaterThan(2);
  await sandbox.standby.postgres.start();
});

test('a broken configuration and a state folder that is gone are told', async () => {
  sandbox.configure({ SSH_PORT: 'many' });
  rmSync(sandbox.standby.path('state/runs'), { recursive: true });
  const parsed = await report();
  expect(found(parsed)).toContain('SSH_PORT is "many"');
  expect(found(parsed)).toContain('attachments has never succeeded');
  sandbox.configure({ SSH_PORT: sandbox.sshd.port });
});

test('a promoted machine is wrong while sync is on, and healthy when it is off', async () => {
  await promote(sandbox.standby.postgres);
  const parsed = await report();
  expect(parsed).toMatchObject({ role: { kind: 'primary' }, verdict: 'critical' });
  await sandbox.run('ot-disable-sync');
  expect(await report()).toMatchObject({ role: { kind: 'primary' }, verdict: 'ok', findings: [] });
  expect(await sandbox.run('ot-status', ['--nagios'])).toMatchObject({ exitCode: 0 });
});
