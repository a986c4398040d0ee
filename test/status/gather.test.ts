import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gatherReport } from '../../src/status/gather.ts';
import type { JobReport } from '../../src/status/report.ts';
import { newRecord, writeRecord } from '../../src/sync/record.ts';
import type { Stage } from '../sync/stage.ts';
import { openStage } from '../sync/stage.ts';
import { runTiny } from '../sync/tiny-job.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage({ SYNCSRC: '127.0.0.1' });
  // A ssh that would tell: status asks nothing of production.
  stage.program('ssh', 'echo "$*" >>"$ROOT/asked"; exit 255');
});

afterEach(() => stage.close());

const gather = () => gatherReport(stage.context, stage.configFile);

async function attachments(): Promise<JobReport | undefined> {
  return (await gather()).jobs.find(({ job }) => job === 'attachments');
}

/** Puts a record of a run into the state folder, as if its process were this one or one that is gone. */
async function record(pidStart: string): Promise<void> {
  const env = { ...stage.context.env, pidStart };
  const running = newRecord({ ...stage.context, env }, 'attachments');
  await writeRecord(stage.context, stage.config, running);
}

test('a machine where nothing ever ran: no state folder, said so', async () => {
  expect(await attachments()).toMatchObject({
    timeliness: 'never',
    history: { state: 'known', value: { lastSuccess: null, last: null } },
  });
  expect((await gather()).role).toMatchObject({ kind: 'standby' });
});

test('a success is told with its age and figures, and is late then, and when it is of a clock that was ahead', async () => {
  stage.program(
    'ssh',
    'case "$*" in *hold*) printf "gate 1 forced\\ntime 1\\nready\\n"; cat >/dev/null ;; esac',
  );
  await runTiny(stage);
  const job = await attachments();
  expect(job).toMatchObject({ timeliness: 'in time', limitSeconds: 900 });
  expect(job?.history).toMatchObject({
    value: { last: { outcome: 'ok', by: 'alice', counts: { added: 1 } } },
  });
  for (const apart of [7_900_000, -7_900_000]) {
    const now = () => new Date(Date.now() + apart);
    const context = { ...stage.context, clock: { ...stage.context.clock, now } };
    const { jobs } = await gatherReport(context, stage.configFile);
    expect(jobs.find((each) => each.job === 'attachments')?.timeliness).toBe('late');
  }
});

test('a run under way is running; one whose process is gone died', async () => {
  await record(stage.context.env.pidStart);
  expect((await attachments())?.history).toMatchObject({ value: { last: { outcome: 'running' } } });
  await record('1');
  expect((await attachments())?.history).toMatchObject({ value: { last: { outcome: 'died' } } });
});

test('a database that is down: the role is unknown, the rest is told', async () => {
  stage.database(undefined);
  const report = await gather();
  expect(report.role).toMatchObject({ kind: 'unknown' });
  expect(report.replication).toMatchObject({ state: 'unknown' });
  expect(report.versions.postgresql).toMatchObject({ state: 'unknown' });
  expect(report.verdict).toBe('critical');
  expect(report.jobs.length).toBeGreaterThan(0);
});

test('a broken configuration is part of the report, and what it does say is used', async () => {
  writeFileSync(stage.configFile, `${readFileSync(stage.configFile, 'utf8')}SSH_PORT="many"\n`);
  await record('1');
  const report = await gather();
  expect(report.configuration.failure).toMatchObject({ code: 'config-value' });
  expect(report.sync).toMatchObject({ state: 'unknown' });
  expect(report.jobs.find(({ job }) => job === 'attachments')?.history).toMatchObject({
    value: { last: { outcome: 'died' } },
  });
});

test('a missing configuration is part of the report', async () => {
  rmSync(stage.configFile);
  expect((await gather()).configuration.failure).toMatchObject({ code: 'config-missing' });
});

test('a newest record that this version does not understand does not hide the one before', async () => {
  await record('1');
  const newer = join(stage.config.STATE_DIR, 'runs/attachments/29990101T000000.000Z-attachments-ffffff.json');
  writeFileSync(newer, '{"schemaVersion":2}');
  expect((await attachments())?.history).toMatchObject({ value: { last: { outcome: 'died' } } });
});

test('records that cannot be read are unknown, not never', async () => {
  mkdirSync(join(stage.config.STATE_DIR, 'runs'), { recursive: true });
  writeFileSync(join(stage.config.STATE_DIR, 'runs/attachments'), 'not a folder');
  expect(await attachments()).toMatchObject({ history: { state: 'unknown' }, timeliness: 'unknown' });
});

test('the versions of packages and programs', async () => {
  stage.program('dpkg-query', 'printf "ii 14.0.20231031"');
  stage.program('rsync', 'echo "rsync  version 3.2.7  protocol version 31"');
  const { versions } = await gather();
  expect(versions).toMatchObject({ odoo: { value: '14.0.20231031' }, rsync: { value: '3.2.7' } });
  stage.program('dpkg-query', 'printf "rc 14.0.20231031"');
  expect((await gather()).versions.odoo).toMatchObject({ state: 'unknown' });
});

test('nothing is asked of production', async () => {
  await gather();
  expect(existsSync(stage.path('asked'))).toBe(false);
});
