import { mkdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MachineCheck, Subject } from '../../src/checks/check.ts';
import { drill } from '../../src/checks/drill.ts';
import { disks } from '../../src/checks/machine/disk.ts';
import { formerProduction } from '../../src/checks/machine/former-production.ts';
import { production } from '../../src/checks/machine/production.ts';
import { services } from '../../src/checks/machine/services.ts';
import { addonsFolders } from '../../src/checks/odoo/addons-folders.ts';
import { dataFolder } from '../../src/checks/odoo/data-folder.ts';
import { modules } from '../../src/checks/odoo/modules.ts';
import { ownDatabase } from '../../src/checks/odoo/own-database.ts';
import { replicaHost } from '../../src/checks/odoo/replica-host.ts';
import { serviceOff } from '../../src/checks/odoo/service-off.ts';
import { createLooks } from '../../src/checks/looks.ts';
import { runChecks } from '../../src/checks/run-checks.ts';
import type { Config } from '../../src/config/keys.ts';
import { record, startIncident } from '../../src/recovery/incident.ts';
import { report } from '../status/sample.ts';
import type { Place } from '../support/place.ts';
import { openPlace } from '../support/place.ts';

let place: Place;

beforeEach(async () => {
  place = await openPlace({ ODOO_CONF: '/nonexistent', SYNCSRC: '127.0.0.1', SSH_PORT: '1' });
  conf('');
});

afterEach(() => place.close());

const server = {
  label: '15/main',
  host: '/nowhere',
  port: 1,
  user: 'postgres',
  asSystemUser: undefined,
  passFile: undefined,
};

const conf = (text: string) => place.write('odoo.conf', `[options]\n${text}\n`);

function subject(changes: Partial<Config> = {}): Subject {
  const config = { ...place.config, ODOO_CONF: place.at('odoo.conf'), ...changes };
  const context = { ...place.context, env: { ...place.context.env, uid: 1000, searchPath: [] } };
  return { context, config, facts: report(), database: { server, dataDirectory: place.root } };
}

const look = (check: MachineCheck, changes: Partial<Config> = {}) => check.look(subject(changes));

const systemd = (load: string, active: string, enabled: string) =>
  place.program(
    'systemctl',
    `printf 'LoadState=${load}\\nActiveState=${active}\\nUnitFileState=${enabled}\\n'`,
  );

test.each([
  ['loaded', 'inactive', 'disabled', 'ok', /off and disabled/],
  ['loaded', 'inactive', 'static', 'ok', /off and disabled/],
  ['loaded', 'failed', 'enabled', 'failing', /is enabled, so it starts at boot/],
  ['loaded', 'active', 'disabled', 'failing', /odoo runs, on a standby/],
  ['not-found', 'inactive', '', 'failing', /could not start Odoo/],
  ['masked', 'inactive', 'masked', 'failing', /is masked/],
] as const)("Odoo's service that is %s, %s and %s", async (load, active, enabled, verdict, said) => {
  systemd(load, active, enabled);
  expect(await look(serviceOff)).toMatchObject({ verdict, said: expect.stringMatching(said) });
});

test('further services: none is nothing to look at, a missing one is failing', async () => {
  expect(await look(services)).toBeUndefined();
  systemd('loaded', 'inactive', 'disabled');
  expect(await look(services, { SERVICES: ['bus'] })).toMatchObject({ verdict: 'ok' });
  systemd('not-found', 'inactive', '');
  expect(await look(services, { SERVICES: ['bus'] })).toMatchObject({ verdict: 'failing' });
});

test.each([
  [{}, 'ok'],
  [{ PG_MIN_FREE_MB: 1e9, MIN_FREE_MB: 1e9 }, 'failing'],
  [{ DISK_WARN_PERCENT: 100 }, 'warning'],
] as const)('disks with %j', async (limits, verdict) => {
  const least = { PG_MIN_FREE_MB: 1, MIN_FREE_MB: 1, DISK_WARN_PERCENT: 0 };
  for (const disk of disks) expect(await look(disk, { ...least, ...limits })).toMatchObject({ verdict });
});

test('the data folder: there, not there, and another than the one that is synced', async () => {
  const data = place.at('data');
  conf(`data_dir = ${data}`);
  expect(await look(dataFolder, { DATA_DIR: '' })).toMatchObject({ verdict: 'failing' });
  mkdirSync(place.at('data/filestore'), { recursive: true });
  expect(await look(dataFolder, { DATA_DIR: '' })).toMatchObject({ verdict: 'ok' });
  expect(await look(dataFolder, { DATA_DIR: '/srv' })).toMatchObject({
    verdict: 'failing',
    said: expect.stringContaining('the syncs fill /srv'),
  });
});

test('the folders of addons_path', async () => {
  conf(`addons_path = ${place.at('share')}`);
  expect(await look(addonsFolders)).toMatchObject({ verdict: 'ok' });
  conf(`addons_path = ${place.at('share')},${place.at('none')}`);
  expect(await look(addonsFolders)).toMatchObject({
    verdict: 'failing',
    said: expect.stringMatching(/none$/),
  });
});

test.each([
  ['', undefined],
  ['db_replica_host = False', undefined],
  ['db_replica_host = localhost', 'ok'],
  ['db_replica_host = 127.0.0.1', 'ok'],
  ['db_replica_host = 192.0.2.1', 'failing'],
])('[promise 11] a conf with %j', async (line, verdict) => {
  conf(line);
  expect((await look(replicaHost))?.verdict).toBe(verdict);
});

const facts = (startedAt: string, inRecovery = true) =>
  JSON.stringify({ version: '15.4', startedAt, inRecovery, dataDirectory: null });

test('[promise 11] odoo.conf: the same server, another one, none, and a host that is another machine', async () => {
  conf('db_port = 5433');
  // The server itself is asked at /nowhere, what odoo.conf opens at port 5433.
  const answers = (own: string, opened: string) =>
    place.program('psql', `case "$*" in *5433*) echo '${opened}' ;; *) echo '${own}' ;; esac`);
  answers(facts('1.5'), facts('1.5'));
  expect(await look(ownDatabase)).toMatchObject({ verdict: 'ok' });
  answers(facts('1.5'), facts('1.6'));
  expect(await look(ownDatabase)).toMatchObject({
    verdict: 'failing',
    said: expect.stringMatching(/another/),
  });
  answers(facts('1.5'), facts('1.5', false));
  expect(await look(ownDatabase)).toMatchObject({ verdict: 'failing' });
  place.program('psql', 'echo "password authentication failed" >&2; exit 2');
  expect(await look(ownDatabase)).toMatchObject({
    verdict: 'failing',
    said: expect.stringContaining('password authentication failed'),
  });
  conf('db_host = 192.0.2.1');
  expect(await look(ownDatabase)).toMatchObject({
    verdict: 'failing',
    said: expect.stringMatching(/192\.0\.2\.1/),
  });
});

test('the password of odoo.conf is no argument of any program', async () => {
  conf('db_password = very secret');
  place.program('psql', `echo "$* $PGPASSWORD" >>${place.at('calls')}; echo '${facts('1.5')}'`);
  await look(ownDatabase);
  const calls = await place.context.files.readText(place.at('calls'));
  expect(calls?.split('\n').filter((line) => line.includes('very secret'))).toEqual([
    expect.stringMatching(/ very secret$/),
  ]);
  const argv = await place.context.run({ argv: ['cat', place.at('calls')], timeoutMs: 5000 });
  expect(argv.stdout.match(/very secret/g)).toHaveLength(1);
});

/** A database of Odoo with these modules, on a server that has another database, too. */
/** A server with these databases, of which prod is Odoo's when its modules are given. */
function database(names: readonly string[], installed?: readonly object[]): void {
  const modulesOf = installed === undefined ? ':' : `echo '${JSON.stringify(installed)}'`;
  const script = [
    'at="$*"',
    'while IFS= read -r line; do',
    '  case $line in',
    '    *connect*) at=$line ;;',
    `    *#end*) case $at in *prod*) ${modulesOf} ;; esac; printf '%s\\n' '\\#end'; told=1 ;;`,
    '  esac',
    'done',
    `[ -n "$told" ] || echo '${JSON.stringify(names)}'`,
  ];
  place.program('psql', script.join('\n'));
}

test('modules: all there, another version, without code, imported code, no Odoo found', async () => {
  const own = (name: string, text: string) => place.write(`odoo/odoo/${name}`, text);
  mkdirSync(place.at('odoo/addons'), { recursive: true });
  conf(`addons_path = ${place.at('odoo/addons')}\ndata_dir = ${place.at('data')}`);
  own('release.py', "version_info = (14, 0, 0, FINAL, 0, '')\n");
  own('addons/base/__manifest__.py', "{\n 'version': '1.2',\n # 'version': '9.9',\n 'version': '1.3',\n}\n");
  place.write('odoo/addons/web/__manifest__.py', "{'name': 'Web'}\n");
  const good = [
    { name: 'base', version: '14.0.1.3' },
    { name: 'web', version: '14.0.1.0' },
  ];
  database(['other', 'prod'], good);
  expect(await look(modules)).toMatchObject({
    verdict: 'ok',
    said: 'the code of all 2 installed modules is here',
  });
  database(['other', 'prod'], [...good, { name: 'sale', version: '14.0.1.0' }]);
  expect(await look(modules)).toMatchObject({ verdict: 'failing', said: expect.stringMatching(/sale$/) });
  database(['other', 'prod'], [{ name: 'web', version: '14.0.2.0' }]);
  expect(await look(modules)).toMatchObject({
    verdict: 'warning',
    said: expect.stringMatching(/web 14\.0\.2\.0/),
  });
  conf(`addons_path = ${place.at('share')}`);
  expect(await look(modules, { PIP_PYTHON: place.at('venv/bin/python') })).toMatchObject({
    verdict: 'unknown',
  });
  database(['other']);
  expect(await look(modules)).toMatchObject({ verdict: 'unknown', said: 'no database of Odoo is here' });
});

test('production that answers nowhere: a warning while the database streams, else failing', async () => {
  expect(await look(production, { SYNCSRC: 'NOT-SET' })).toMatchObject({ verdict: 'unknown' });
  const found = await look(production);
  expect(found).toMatchObject({ verdict: 'warning', said: expect.stringMatching(/nothing can be synced/) });
});

test('the former production: nothing where it is not known or this machine itself, well where nothing runs', async () => {
  expect(await look(formerProduction, { SYNCSRC: 'NOT-SET' })).toBeUndefined();
  expect(await look(formerProduction)).toBeUndefined();
  const off = await look(formerProduction, { SYNCSRC: '192.0.2.1', CONNECT_SECONDS: 1 });
  // A machine without any way out of it cannot tell.
  expect(off).toMatchObject({ said: expect.stringMatching(/192\.0\.2\.1 runs/) });
  expect(['ok', 'unknown']).toContain(off?.verdict);
});

test('drills: none, one that went well, one that failed, one long ago; an incident is none, but tells how long it takes', async () => {
  const { context, config } = place;
  const hold = async (state: 'done' | 'failed', isDrill: boolean) => {
    const { id } = await startIncident(context, config, { why: 'x', drill: isDrill });
    await record(context, config, { id, event: { kind: 'step', step: 'promote', state: 'running' } });
    const what = 'promote PostgreSQL';
    if (!isDrill) await record(context, config, { id, event: { kind: 'intent', act: 'promoted', what } });
    await record(context, config, { id, event: { kind: 'step', step: 'promote', state } });
    await record(context, config, { id, event: { kind: 'finished' } });
  };
  const never = await look(drill);
  expect(never).toMatchObject({ verdict: 'unknown', values: [{ name: 'promotionSeconds', value: null }] });
  await hold('done', false);
  expect(await look(drill)).toMatchObject({
    ...{ verdict: 'unknown', counts: false },
    values: [{ name: 'promotionSeconds', value: expect.any(Number) }],
  });
  await hold('done', true);
  expect(await look(drill)).toMatchObject({
    verdict: 'ok',
    said: expect.stringMatching(/; the last promotion took \d s$/),
  });
  const later = new Date(Date.now() + 201 * 86_400_000);
  const then = subject();
  const clock = { ...then.context.clock, now: () => later };
  const old = await drill.look({ ...then, context: { ...then.context, clock } });
  expect(old).toMatchObject({ verdict: 'warning', said: expect.stringMatching(/201 days ago/) });
  await hold('failed', true);
  expect(await look(drill)).toMatchObject({
    verdict: 'warning',
    said: expect.stringMatching(/failed at promote/),
  });
});

test('a check that throws is unknown and counts, and takes no other down', async () => {
  place.program('systemctl', 'echo "no bus" >&2; exit 1');
  place.program('psql', 'exit 2');
  const found = await runChecks(subject(), createLooks(place.context.clock));
  const by = (id: string) => found.find((each) => each.id === id);
  expect(by('odoo-off')).toMatchObject({
    verdict: 'unknown',
    counts: true,
    said: expect.stringContaining('no bus'),
  });
  expect(by('modules')).toMatchObject({ verdict: 'unknown', counts: true });
  expect(by('receiver')).toMatchObject({ verdict: 'ok' });
});

test('a check that hangs is ended after ten seconds, with its programs', { timeout: 60_000 }, async () => {
  place.program('systemctl', 'exec sleep 300');
  const found = await runChecks(subject(), createLooks(place.context.clock));
  expect(found.find(({ id }) => id === 'odoo-off')).toMatchObject({ verdict: 'unknown', counts: true });
});
