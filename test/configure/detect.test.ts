import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Config } from '../../src/config/keys.ts';
import { loadConfig } from '../../src/config/load.ts';
import { detect, proposalCommand } from '../../src/configure/detect/detect.ts';
import { testContext } from '../support/context.ts';

let root: string;
const path = process.env['PATH'] ?? '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'detect-'));
  process.env['PATH'] = `${root}/bin:${path}`;
  program('pg_lsclusters', 'echo "[]"');
  program('nginx', 'echo "nginx version: nginx/1.22.1" >&2');
  program('systemctl', 'exit 1');
  program('getent', 'exit 2');
});

afterEach(() => {
  process.env['PATH'] = path;
  rmSync(root, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

/** A program in the place of the machine's own. */
function program(name: string, script: string): void {
  write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, 'bin', name), 0o755);
}

async function config(values: Partial<Record<keyof Config, string>> = {}): Promise<Config> {
  const own = {
    ODOO_CONF: join(root, 'odoo.conf'),
    NGINX_DIR: join(root, 'nginx'),
    PROJECT_DIR: '/usr/share',
    ...values,
  };
  write(
    'ot.conf',
    Object.entries(own)
      .map(([key, value]) => `${key}="${value}"\n`)
      .join(''),
  );
  return (await loadConfig(join(root, 'ot.conf'))).values;
}

async function found(values: Partial<Record<keyof Config, string>> = {}) {
  const findings = await detect(testContext({ env: { home: root } }), await config(values));
  const seen = (about: string) =>
    findings.filter((finding) => finding.about === about).map((finding) => finding.seen);
  const commands = findings.flatMap(({ proposal }) =>
    proposal === undefined ? [] : [proposalCommand(proposal)],
  );
  return { seen, commands };
}

test('a machine with nothing on it is told as it is, and nothing is proposed', async () => {
  const { seen, commands } = await found();
  expect(seen('PostgreSQL clusters')).toEqual(['none on this machine (pg_lsclusters)']);
  expect(seen('odoo.conf')).toEqual([`there is no ${root}/odoo.conf`]);
  expect(seen('user of Odoo')).toEqual(['there is no user odoo: is Odoo installed?']);
  expect(seen('nginx')).toEqual([`version 1.22.1, no ${root}/nginx/sites-available`]);
  expect(seen('ssh key')[0]).toContain('--make-key');
  expect(commands).toEqual([]);
});

test('odoo.conf tells data folder, projects and database', async () => {
  mkdirSync(join(root, 'data'));
  write(
    'odoo.conf',
    `[options]
data_dir = ${root}/data
addons_path = /usr/lib/python3/dist-packages/odoo/addons,/usr/share/core-odoo/addons,/opt/addons/sales-x,/opt/addons/odoo-y
db_host = db.example.com
db_port = 5433
db_user = odoo
db_password = secret
`,
  );
  const { seen, commands } = await found();
  expect(seen('data folder')).toEqual([`${root}/data`]);
  expect(seen('projects')).toEqual([
    'addons_path: /opt/addons/sales-x, /opt/addons/odoo-y',
    'no pattern matches sales-x',
  ]);
  expect(commands).toEqual([
    'ot-configure --set PROJECT_DIR=/opt/addons',
    "ot-configure --set 'PROJECT_PATTERNS=odoo-* odooext-* sales-x'",
    'ot-configure --set PG_HOST=db.example.com',
    'ot-configure --set PG_PORT=5433',
  ]);
  expect(JSON.stringify(seen('database'))).not.toContain('secret');
});

test('[hazard 17] an odoo.conf that leads to production is called that, and never proposed', async () => {
  write('odoo.conf', `[options]\ndata_dir = ${root}\ndb_host = production\n`);
  const { seen, commands } = await found({ SYNCSRC: 'production' });
  expect(seen('database')[0]).toContain('this is production!');
  expect(commands).toEqual([]);
});

test('[hazard 17] production is known by its address too', async () => {
  program('getent', `case "$*" in *ahosts*production) echo '192.0.2.7 STREAM x' ;; *) exit 2 ;; esac`);
  write('odoo.conf', `[options]\ndata_dir = ${root}\ndb_host = 192.0.2.7\n`);
  const { seen, commands } = await found({ SYNCSRC: 'production' });
  expect(seen('database')[0]).toContain('this is production!');
  expect(commands).toEqual([]);
});

test('user, group, service and Python are those of this machine', async () => {
  program(
    'getent',
    `case "$*" in
  *passwd*openerp*) echo openerp:x:107:112::/opt/openerp:/bin/sh ;;
  "group 112") echo erp:x:112: ;;
  *) exit 2 ;;
esac`,
  );
  write('venv/odoo', `#!${root}/venv/bin/python3\nimport odoo\n`);
  program(
    'systemctl',
    `case "$1" in
  list-unit-files) echo 'odoo@.service static -'; echo 'odoo-server.service enabled enabled' ;;
  show) echo '{ path=${root}/venv/odoo ; argv[]=${root}/venv/odoo -c x ; ignore_errors=no }' ;;
esac`,
  );
  const { seen, commands } = await found();
  expect(seen('Python of Odoo')).toEqual([`${root}/venv/odoo runs with ${root}/venv/bin/python3`]);
  expect(commands).toEqual([
    'ot-configure --set ODOO_USER=openerp',
    'ot-configure --set ODOO_GROUP=erp',
    'ot-configure --set ODOO_SERVICE=odoo-server',
    `ot-configure --set PIP_PYTHON=${root}/venv/bin/python3`,
  ]);
});

test('of several standbys one has to be named', async () => {
  const row = (name: string, port: number) =>
    `{"version":"15","cluster":"${name}","port":"${port}","running":1,"pgdata":"/x","socketdir":"${root}"}`;
  program('pg_lsclusters', `echo '[${row('main', 5432)},${row('other', 5433)},${row('third', 5434)}]'`);
  const answer = `case "$*" in *'-p 5434'*) echo false ;; *) echo true ;; esac`;
  program('psql', answer);
  program('runuser', answer);
  const { seen, commands } = await found();
  expect(seen('PostgreSQL clusters')).toEqual([
    '15/main, port 5432: standby; one of several, so one has to be named',
    '15/other, port 5433: standby',
    '15/third, port 5434: primary',
  ]);
  expect(commands).toEqual(['ot-configure --set PG_CLUSTER=15/main']);
});

test('[promise 8] strange things that programs say are never proposed', async () => {
  program('systemctl', `case "$1" in list-unit-files) echo '$(id).service enabled' ;; esac`);
  write('odoo.conf', `[options]\ndata_dir = ${root}\naddons_path = /opt/a;id/x\ndb_host = $(id)\n`);
  expect((await found()).commands).toEqual([]);
});
