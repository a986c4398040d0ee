import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CheckReport } from '../../src/checks/check.ts';
import { replug, unplug } from './faults.ts';
import { until } from './processes.ts';
import { makeReady, setOption } from './ready.ts';
import { pauseReplay, resumeReplay } from './replication.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await openSandbox({ CONNECT_SECONDS: 2 });
  makeReady(sandbox);
  for (const machine of [sandbox.production, sandbox.standby])
    machine.project('odoo-company', ['sale_company']);
  await sandbox.production.odoo.attach('a', 'a');
  await sandbox.waitForReplay();
  await sandbox.run('ot-attachments-sync');
});

afterAll(() => sandbox.close());

/** Every check of the report that other programs get, by its id. */
async function checks(): Promise<ReadonlyMap<string, CheckReport>> {
  const list: readonly CheckReport[] = JSON.parse((await sandbox.run('ot-status', ['--json'])).stdout).checks;
  return new Map(list.map((check) => [check.id, check]));
}

/** Of these checks the verdict and what they say. */
async function said(...ids: readonly string[]): Promise<readonly string[]> {
  const all = await checks();
  return ids.map((id) => `${id} ${all.get(id)?.verdict}: ${all.get(id)?.said}`);
}

/** What can be broken side by side, each of it seen by a check of its own. */
const broken = {
  'disk-data': 'failing',
  'disk-wal': 'failing',
  'disk-filestore': 'warning',
  'odoo-replica-host': 'failing',
  'odoo-addons-path': 'failing',
  'odoo-data-dir': 'failing',
  'odoo-ports': 'failing',
  'odoo-off': 'failing',
  modules: 'failing',
  services: 'failing',
} as const;

const ready = [
  ...[
    'configuration',
    'role',
    'sync',
    'production',
    'receiver',
    'replay',
    'replay-paused',
    'timeline',
    'promotion-driver',
  ],
  ...[
    'slot',
    'clock',
    'disk-data',
    'disk-wal',
    'disk-filestore',
    'lost-files',
    'removals',
    'job-attachments',
  ],
  'odoo-database',
  ...['odoo-data-dir', 'odoo-addons-path', 'odoo-ports', 'odoo-off', 'modules'],
];

test('a standby that is ready: each check says so, or truthfully why not', async () => {
  const all = await checks();
  const verdicts = [...all].map(([id, { verdict }]) => [id, verdict] as const);
  expect(verdicts.flatMap(([id, verdict]) => (verdict === 'ok' ? [id] : []))).toEqual(ready);
  expect(Object.fromEntries(verdicts.filter(([id]) => !ready.includes(id)))).toEqual({
    ...{ 'job-projects': 'warning', 'job-apt': 'warning', 'job-pip': 'warning', 'job-conf': 'warning' },
    ...{ filestore: 'unknown', drill: 'unknown' },
  });
  for (const check of all.values()) {
    expect(check.command).toMatch(/\w/);
    if (check.verdict !== 'ok') expect(check.next).toMatch(/\w/);
  }
});

test('each fault of a standby is told by its check, and is gone when it is mended', async () => {
  const { standby } = sandbox;
  const conf = standby.read('etc/odoo/odoo.conf');
  const systemctl = standby.path('bin/systemctl');
  const listener = createServer().listen(standby.httpPort, '127.0.0.1');
  await once(listener, 'listening');
  sandbox.configure({ PG_MIN_FREE_MB: 10_000_000, DISK_WARN_PERCENT: 100, SERVICES: 'nowhere' });
  setOption(standby, 'db_replica_host', '192.0.2.1');
  setOption(standby, 'addons_path', `${standby.seenAs}/code/addons,${standby.seenAs}/nowhere`);
  sandbox.configure({ DATA_DIR: `${standby.seenAs}/share` });
  execFileSync(systemctl, ['enable', 'odoo']);
  renameSync(standby.path('code/addons/sale'), standby.path('code/sale'));
  const seen = await checks();
  const verdicts = Object.keys(broken).map((id) => [id, seen.get(id)?.verdict]);
  expect(Object.fromEntries(verdicts)).toEqual(broken);
  expect(seen.get('modules')?.said).toBe('installed in the database, but no code here: sale');

  listener.close();
  sandbox.configure({ PG_MIN_FREE_MB: 64, DISK_WARN_PERCENT: 0, SERVICES: '', DATA_DIR: '' });
  standby.write('etc/odoo/odoo.conf', conf);
  execFileSync(systemctl, ['disable', 'odoo']);
  renameSync(standby.path('code/sale'), standby.path('code/addons/sale'));
  const mended = await checks();
  expect(ready.filter((id) => mended.get(id)?.verdict !== 'ok')).toEqual([]);
});

test('an odoo.conf that opens production: by its address, and by a socket that leads there', async () => {
  const { standby, production } = sandbox;
  const conf = standby.read('etc/odoo/odoo.conf');
  setOption(standby, 'db_host', '192.0.2.1');
  expect(await said('odoo-database')).toEqual([
    expect.stringMatching(/^odoo-database failing: .*db_host = 192\.0\.2\.1, which is not this machine/),
  ]);
  setOption(standby, 'db_host', production.postgres.socketFolder);
  setOption(standby, 'db_port', String(production.postgres.port));
  expect(await said('odoo-database')).toEqual([
    expect.stringMatching(/^odoo-database failing: .* opens another PostgreSQL than /),
  ]);
  setOption(standby, 'db_port', '1');
  expect(await said('odoo-database')).toEqual([
    expect.stringMatching(/^odoo-database failing: Odoo's user cannot open the database/),
  ]);
  standby.write('etc/odoo/odoo.conf', conf);
});

test('code in another version than the database is a warning', async () => {
  const { standby } = sandbox;
  standby.write('code/addons/sale/__manifest__.py', "{'version': '14.0.1.9'}\n");
  expect(await said('modules')).toEqual([
    'modules warning: the code has another version than the database: sale 14.0.1.2 (code 14.0.1.9)',
  ]);
  standby.write('code/addons/sale/__manifest__.py', "{'version': '1.2'}\n");
});

test('replay paused, then production without ssh: warnings, and the exit code says so', async () => {
  const { standby, sshd } = sandbox;
  await pauseReplay(standby.postgres);
  await sshd.stop();
  expect(await said('replay-paused', 'production')).toEqual([
    'replay-paused warning: replay is paused: the database stands still, and cannot be promoted',
    expect.stringMatching(/^production warning: production's ssh port \d+ is closed; nothing can be synced/),
  ]);
  expect((await sandbox.run('ot-status')).exitCode).toBe(3);
  await resumeReplay(standby.postgres);
  await sshd.start();
});

test('a drill that came to its end is remembered, with what failed in it', async () => {
  const recovery = async (...words: readonly string[]) => {
    const { exitCode, stderr } = await sandbox.run('ot-recovery', words);
    expect([exitCode, stderr]).toEqual([0, '']);
  };
  await recovery('start', '--drill', 'twice a year');
  await recovery('step', 'image', 'done');
  expect(await said('drill')).toEqual(['drill unknown: last drill: none yet']);
  await recovery('finish', '--reason', 'drill');
  expect(await said('drill')).toEqual([expect.stringMatching(/^drill ok: last drill \d+ s ago$/)]);
  const list = await sandbox.run('ot-recovery', ['list']);
  expect(list.stdout).toMatch(/finished drill/);
});

test('production unplugged: the receiver is failing, and so is the whole', async () => {
  await unplug(sandbox);
  const streams = "SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'";
  await until(async () => (await sandbox.standby.postgres.sql(streams)) === '0', 'replication to break off');
  expect(await said('receiver', 'clock')).toEqual([
    'receiver failing: the database receives nothing from production',
    expect.stringMatching(/^clock unknown: /),
  ]);
  expect((await sandbox.run('ot-status')).exitCode).toBe(1);
  expect((await sandbox.run('ot-status', ['--nagios'])).exitCode).toBe(2);
  await replug(sandbox);
});
