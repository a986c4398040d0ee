import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Machine } from './machine.ts';
import { Repository } from './repository.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let production: Machine;
let standby: Machine;

/** A stand-in for nginx -t: it wants no "broken" in a site, and no folder among the enabled ones. */
const nginx = `[ "$1" = -v ] && exit 0
for site in "$HERE"/etc/nginx/sites-enabled/* "$HERE"/etc/nginx/snippets/*; do
  [ -e "$site" ] || [ -L "$site" ] || continue
  [ -d "$site" ] && { echo "nginx: [crit] pread() $site failed (21: Is a directory)" >&2; exit 1; }
  [ -e "$site" ] || { echo "nginx: [emerg] open() $site failed (2)" >&2; exit 1; }
  grep -q broken "$site" && { echo "nginx: [emerg] unknown directive broken" >&2; exit 1; }
done
exit 0`;

beforeEach(async () => {
  sandbox = await openSandbox({ APT_SOURCES: 'keep' });
  ({ production, standby } = sandbox);
  standby.fixture('nginx', nginx);
  standby.fixture('systemctl', 'exit 0');
  production.write('etc/nginx/sites-available/shop', 'server { listen 80; }\n');
  symlinkSync('../sites-available/shop', production.path('etc/nginx/sites-enabled/shop'));
});

afterEach(async () => {
  await sandbox.close();
});

const sync = (...args: readonly string[]) => sandbox.run('ot-conf-sync', args);

function setOption(machine: Machine, name: string, value: string): void {
  const lines = machine
    .read('etc/odoo/odoo.conf')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(`${name} =`));
  machine.write('etc/odoo/odoo.conf', `${[...lines, `${name} = ${value}`].join('\n')}\n`);
}

/** The files and links below a folder of a machine, with content or target. */
function contentOf(machine: Machine, folder: string): Record<string, string> {
  const names = readdirSync(machine.path(folder), { recursive: true, encoding: 'utf8' });
  const look = (name: string) => {
    const path = `${folder}/${name}`;
    if (lstatSync(machine.path(path)).isSymbolicLink()) return `→ ${readlinkSync(machine.path(path))}`;
    return statSync(machine.path(path)).isDirectory() ? 'folder' : machine.read(path);
  };
  return Object.fromEntries(names.sort().map((name) => [name, look(name)]));
}

test('[hazard 17] odoo.conf comes over, but the database, the paths and the mode stay its own', async () => {
  setOption(standby, 'db_password', 'mine');
  setOption(standby, 'logfile', '/var/log/odoo/standby.log');
  setOption(production, 'db_host', '192.0.2.7');
  setOption(production, 'db_password', 'theirs');
  setOption(production, 'workers', '4');
  chmodSync(standby.path('etc/odoo/odoo.conf'), 0o600);
  const before = standby.read('etc/odoo/odoo.conf');
  const { exitCode, stdout, stderr } = await sync();
  expect([exitCode, stderr]).toEqual([0, '']);
  const after = standby.read('etc/odoo/odoo.conf');
  expect(after).toContain('workers = 4\n');
  expect(after).toContain('db_host = False\n');
  expect(after).toContain('db_password = mine\n');
  expect(after).toContain('logfile = /var/log/odoo/standby.log\n');
  expect(after).not.toMatch(/theirs|192\.0\.2\.7/);
  expect(standby.read('etc/odoo/odoo.conf.previous')).toBe(before);
  expect(statSync(standby.path('etc/odoo/odoo.conf')).mode & 0o777).toBe(0o600);
  expect(stdout + stderr).not.toMatch(/mine|theirs|generated/);
  expect((await sync()).stdout).toContain('conf: in step, nothing to do');
});

test('[promise 9] an address that Odoo could not listen on here is told, by ot-status too, until it is chosen', async () => {
  setOption(production, 'http_interface', '192.0.2.7');
  setOption(production, 'workers', '4');
  const { exitCode, stderr } = await sync();
  const said = 'makes Odoo listen on 192.0.2.7, which is no address of this machine';
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining(said)]);
  expect(standby.read('etc/odoo/odoo.conf')).toContain('workers = 4\n');
  const { checks } = JSON.parse((await sandbox.run('ot-status', ['--json'])).stdout);
  const check = checks.find(({ id }: { id: string }) => id === 'odoo-ports');
  expect(check).toMatchObject({ verdict: 'warning', said: expect.stringContaining(said) });
  setOption(standby, 'http_interface', '127.0.0.1');
  sandbox.configure({ ODOO_CONF_KEEP: 'logfile http_port http_interface' });
  expect((await sync()).exitCode).toBe(0);
  expect(standby.read('etc/odoo/odoo.conf')).toContain('http_interface = 127.0.0.1\n');
});

test('[promise 9] a db_host that is not this machine is refused whole', async () => {
  setOption(production, 'db_host', '192.0.2.7');
  sandbox.configure({ ODOO_CONF_KEEP: 'logfile' });
  const before = [contentOf(standby, 'etc/odoo'), contentOf(standby, 'etc/nginx')];
  const { exitCode, stderr } = await sync();
  expect(exitCode).toBe(13);
  expect(stderr).toContain('would get db_host = 192.0.2.7, which is not this machine');
  expect([contentOf(standby, 'etc/odoo'), contentOf(standby, 'etc/nginx')]).toEqual(before);
});

test("[hazard 17] the standby's own db_host is refused too when it leads to production", async () => {
  production.fixture('uname', 'echo production-1');
  standby.fixture(
    'getent',
    'case "$*" in *production*) echo "192.0.2.9 STREAM" ;; *) exec /usr/bin/getent "$@" ;; esac',
  );
  setOption(standby, 'db_host', 'db.production.example');
  const { exitCode, stderr } = await sync();
  expect([exitCode, stderr]).toEqual([
    13,
    expect.stringContaining('db.production.example, which is production'),
  ]);
});

test('[hazard 15] sites come with the right nesting, links stay links, what is gone goes to the hold', async () => {
  symlinkSync('/etc/nginx/sites-available/shop', production.path('etc/nginx/sites-available/absolute'));
  standby.write('etc/nginx/sites-available/old', 'server {}\n');
  // What the original's missing slash left behind.
  standby.write('etc/nginx/sites-available/sites-available/shop', 'server {}\n');
  mkdirSync(standby.path('etc/nginx/sites-enabled/sites-available'));
  expect(await sync()).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('taken away') });
  for (const folder of ['etc/nginx/sites-available', 'etc/nginx/sites-enabled']) {
    expect(contentOf(standby, folder)).toEqual(contentOf(production, folder));
  }
  expect(standby.calls()).toContain('systemctl reload nginx');
  const holds = readdirSync(standby.path('state/hold')).filter((name) => name.endsWith('-nginx'));
  const held = standby.path(`state/hold/${holds[0]}/files${standby.seenAs}/etc/nginx/sites-available`);
  expect(readdirSync(held).sort()).toEqual(['old', 'sites-available']);
});

test('an odoo.conf that is a link stays one: the file that it leads to is replaced', async () => {
  await sync();
  const path = standby.path('etc/odoo/odoo.conf');
  const real = standby.path('etc/odoo/real.conf');
  renameSync(path, real);
  symlinkSync(real, path);
  setOption(production, 'workers', '7');
  expect(await sync()).toMatchObject({ exitCode: 0 });
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(standby.read('etc/odoo/real.conf')).toContain('workers = 7');
});

test('[promise 9] sites that nginx does not take are put back whole, the rest comes', async () => {
  await sync();
  const before = contentOf(standby, 'etc/nginx');
  production.write('etc/nginx/sites-available/shop', 'broken\n');
  production.write('etc/nginx/sites-available/second', 'server {}\n');
  setOption(production, 'workers', '7');
  const { exitCode, stdout, stderr } = await sync();
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/^conf: in part: 0 new, 1 changed, 0 taken away .*, 1 left out$/m);
  // Before the replacement where nginx can be shown a copy, else after it.
  expect(stderr).toMatch(
    /(nothing of it was changed|the earlier ones are back): nginx: \[emerg\] unknown dir/,
  );
  expect(contentOf(standby, 'etc/nginx')).toEqual(before);
  expect(standby.read('etc/odoo/odoo.conf')).toContain('workers = 7');
  expect(standby.calls().filter((call) => call === 'systemctl reload nginx')).toHaveLength(1);
  expect(readdirSync(standby.path('state/hold')).filter((name) => name.endsWith('-nginx'))).toEqual([]);
});

test('[promise 9] sites that only fail in their place are put back whole', async () => {
  await sync();
  const before = contentOf(standby, 'etc/nginx');
  production.write('etc/nginx/sites-available/shop', 'broken\n');
  standby.fixture('unshare', 'exit 1');
  const { exitCode, stderr } = await sync();
  expect([exitCode, stderr]).toEqual([
    3,
    expect.stringContaining('the earlier ones are back: nginx: [emerg]'),
  ]);
  expect(contentOf(standby, 'etc/nginx')).toEqual(before);
  expect(readdirSync(standby.path('state/hold')).filter((name) => name.endsWith('-nginx'))).toEqual([]);
});

test('sites that repair a broken nginx are taken', async () => {
  standby.write('etc/nginx/sites-enabled/shop', 'broken\n');
  const { exitCode, stderr } = await sync();
  expect(exitCode).toBe(0);
  expect(stderr).toContain('nginx -t failed already before this run');
  expect(readlinkSync(standby.path('etc/nginx/sites-enabled/shop'))).toBe('../sites-available/shop');
});

test('nginx is not reloaded when it does not run, and left alone when it is not installed', async () => {
  standby.fixture('systemctl', 'exit 3');
  await sync();
  expect(standby.calls()).not.toContain('systemctl reload nginx');
  rmSync(standby.path('bin/nginx'));
  production.write('etc/nginx/sites-available/third', 'server {}\n');
  const { exitCode, stdout } = await sync();
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('nginx is not installed here')]);
  expect(standby.exists('etc/nginx/sites-available/third')).toBe(false);
});

test('[promise 5] killed in the middle of the sites: the next run has the earlier ones back, then the new', async () => {
  await sync();
  const before = contentOf(standby, 'etc/nginx');
  production.write('etc/nginx/sites-available/shop', 'server { listen 81; }\n');
  production.write('etc/nginx/sites-available/second', 'server {}\n');
  const live = '[ "$(readlink /proc/self/ns/mnt)" = "$(readlink /proc/$PPID/ns/mnt)" ]';
  const replaced = '[ -e "$HERE/etc/nginx/sites-available/second" ]';
  standby.fixture('nginx', `${live} && ${replaced} && kill -9 $PPID\nexit 0`);
  expect((await sync()).signal).toBe('SIGKILL');
  expect(standby.exists('etc/nginx/sites-available/second')).toBe(true);
  // Production may never come back: healing needs it no more than the role.
  await sandbox.sshd.stop();
  standby.fixture('nginx', nginx);
  const alone = await sync();
  expect([alone.exitCode, alone.stderr]).toEqual([
    12,
    expect.stringContaining('the earlier versions are back'),
  ]);
  expect(contentOf(standby, 'etc/nginx')).toEqual(before);
  await sandbox.sshd.start();
  expect((await sync()).exitCode).toBe(0);
  expect(contentOf(standby, 'etc/nginx')).toEqual(contentOf(production, 'etc/nginx'));
  expect(existsSync(standby.path('state/conf-pending.json'))).toBe(false);
  expect(readdirSync(standby.path('state/staging'))).toEqual([]);
});

test('[promise 3] no sites at all on production are refused', async () => {
  await sync();
  const before = contentOf(standby, 'etc/nginx');
  for (const folder of ['sites-available', 'sites-enabled']) {
    rmSync(production.path(`etc/nginx/${folder}/shop`));
  }
  const { exitCode, stderr } = await sync();
  expect([exitCode, stderr]).toEqual([13, expect.stringContaining('production has no nginx sites at all')]);
  expect(contentOf(standby, 'etc/nginx')).toEqual(before);
});

test('[promise 4] the last CONF_VERSIONS versions of a file are kept, and can be brought back', async () => {
  sandbox.configure({ CONF_VERSIONS: 2 });
  const versions: string[] = [];
  for (const workers of ['1', '2', '3', '4']) {
    setOption(production, 'workers', workers);
    versions.push(standby.read('etc/odoo/odoo.conf'));
    expect((await sync()).exitCode).toBe(0);
  }
  const holds = readdirSync(standby.path('state/hold')).filter((name) => name.endsWith('-odoo'));
  expect(holds.sort()).toHaveLength(2);
  const restored = await sandbox.run('ot-hold', ['restore', holds[0] ?? '', '--replace']);
  expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
  expect(standby.read('etc/odoo/odoo.conf')).toBe(versions[2]);
});

test('CONF_FILES: files and folders come, and only what came is ever taken away', async () => {
  production.write('etc/extra/a.conf', 'a');
  production.write('etc/extra/deep/b.conf', 'b');
  production.write('etc/single.conf', 'single');
  chmodSync(production.path('etc/single.conf'), 0o640);
  standby.write('etc/extra/mine.conf', 'mine');
  sandbox.configure({ CONF_FILES: `${standby.seenAs}/etc/extra/ ${standby.seenAs}/etc/single.conf` });
  expect(await sync()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(contentOf(standby, 'etc/extra')).toEqual({
    ...contentOf(production, 'etc/extra'),
    'mine.conf': 'mine',
  });
  expect(statSync(standby.path('etc/single.conf')).mode & 0o777).toBe(0o640);
  rmSync(production.path('etc/extra/deep'), { recursive: true });
  rmSync(production.path('etc/single.conf'));
  const second = await sync();
  expect(second.exitCode).toBe(3);
  expect(second.stderr).toContain('etc/single.conf: is not on production: left as it is');
  expect(contentOf(standby, 'etc/extra')).toEqual({ 'a.conf': 'a', 'mine.conf': 'mine' });
  expect(standby.read('etc/single.conf')).toBe('single');
});

test('[promise 8] a link of this machine does not lead files of production elsewhere', async () => {
  standby.write('elsewhere/untouched', '');
  mkdirSync(standby.path('etc/extra'));
  symlinkSync('../../elsewhere', standby.path('etc/extra/folder'));
  production.write('etc/extra/folder/file', 'x');
  production.write('etc/extra/-rf', 'dash');
  production.write("etc/extra/a 'b'\n$(id)", 'odd');
  sandbox.configure({ CONF_FILES: `${standby.seenAs}/etc/extra` });
  expect(await sync()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(contentOf(standby, 'etc/extra')).toEqual(contentOf(production, 'etc/extra'));
  expect(contentOf(standby, 'elsewhere')).toEqual({ untouched: '' });
});

test('[promise 9] CONF_FILES cannot reach what makes this machine itself', async () => {
  production.write('etc/odoo/odoo.tools', 'tools');
  production.write('etc/odoo/ot-redundancy-sync.conf', 'SYNCMODE=off\n');
  sandbox.configure({
    CONF_FILES: `${standby.seenAs}/etc/odoo /etc/machine-id /etc ${standby.seenAs}/state`,
  });
  setOption(production, 'db_host', '192.0.2.7');
  const { exitCode, stderr } = await sync();
  expect([exitCode, stderr]).toEqual([
    3,
    expect.stringContaining("/state: is never copied: it is this tool's own"),
  ]);
  expect(stderr).toContain('/etc/machine-id: is never copied: it makes this machine what it is');
  expect(stderr).toContain('/etc: is never copied: it holds far more than configuration');
  expect(standby.read('etc/odoo/odoo.tools')).toBe('tools');
  expect(standby.read('etc/odoo/odoo.conf')).toContain('db_host = False\n');
  expect(standby.read('etc/odoo/odoo.conf')).not.toContain('192.0.2.7');
  expect(standby.read('etc/odoo/ot-redundancy-sync.conf')).toContain('SYNCMODE="on"');
});

test('[promise 9] files of nginx in CONF_FILES come and go back with its sites', async () => {
  production.write('etc/nginx/snippets/tls.conf', 'broken\n');
  sandbox.configure({ CONF_FILES: `${standby.seenAs}/etc/nginx/snippets` });
  const { exitCode } = await sync();
  expect(exitCode).toBe(3);
  expect(standby.exists('etc/nginx/snippets/tls.conf')).toBe(false);
  expect(standby.exists('etc/nginx/sites-available/shop')).toBe(false);
});

test('[promise 17] the forced command is enough for it', async () => {
  const gate = join(import.meta.dirname, '../../src/machines/gate.sh');
  const command = `restrict,command="sh ${gate} ${standby.seenAs}/etc"`;
  sandbox.sshd.authorize(standby.path('home/.ssh/id_ed25519.pub'), command);
  expect(await sync()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(contentOf(standby, 'etc/nginx')).toEqual(contentOf(production, 'etc/nginx'));
});

test('a dry run names files and options, never values, and changes nothing', async () => {
  setOption(production, 'smtp_password', 'secret');
  const before = [contentOf(standby, 'etc'), contentOf(standby, 'state')];
  const { exitCode, stdout, stderr } = await sync('--dry-run');
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/~ odoo\.conf: .*smtp_password/);
  expect(stdout).not.toContain('secret');
  const { staging, ...state } = contentOf(standby, 'state');
  expect([contentOf(standby, 'etc'), state]).toEqual(before);
  expect(staging).toBe('folder');
});

test('[hazard 16] repositories come with it: tried first, held, and left as they were when they do not work', async () => {
  sandbox.configure({ APT_SOURCES: 'sync' });
  const vendor = new Repository(join(sandbox.ledger.root, 'vendor'));
  vendor.publish('odoo-vendor', '14.0.1');
  const list = 'etc/apt/sources.list.d/vendor.list';
  const line = `deb [trusted=yes] file:${vendor.folder} ./\n`;
  production.write(list, line);
  expect(await sync()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(standby.read(list)).toBe(line);
  production.write(list, 'deb [trusted=yes] file:/nonexistent ./\n');
  setOption(production, 'workers', '7');
  const { exitCode, stderr } = await sync();
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('/nonexistent')]);
  expect(standby.read(list)).toBe(line);
  expect(standby.read('etc/odoo/odoo.conf')).toContain('workers = 7');
});
