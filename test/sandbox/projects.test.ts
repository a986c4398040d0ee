import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canMount, emptyFolder, smallDisk, unplug } from './faults.ts';
import type { Machine } from './machine.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

const gate = join(import.meta.dirname, '../../src/machines/gate.sh');
let sandbox: Sandbox;
let production: Machine;
let standby: Machine;

beforeEach(async () => {
  sandbox = await openSandbox();
  ({ production, standby } = sandbox);
  // One apart, so that a single project is no disproportion of many.
  production.project('odoo-company', ['sale_company', 'checklist']);
  production.write('share/odoo-company/.git/HEAD', 'ref: refs/heads/14.0\n');
  production.project('odooext-oca-web', ['web_responsive']);
});

afterEach(async () => {
  await sandbox.close();
});

const sync = (...args: readonly string[]) => sandbox.run('ot-project-sync', args);

/** Every file, folder and link of a machine's projects, with content and mode; compiled Python left out. */
function projects(machine: Machine): Record<string, string> {
  const found: Record<string, string> = {};
  const base = Buffer.from(`${machine.path('share')}/`);
  const look = (name: Buffer) => {
    const path = Buffer.concat([base, name]);
    for (const part of readdirSync(path, { encoding: 'buffer' })) {
      const below = name.length === 0 ? part : Buffer.concat([name, Buffer.from('/'), part]);
      const text = below.toString('latin1');
      if (/^\.ot-redundancy|\.pyc$|__pycache__/.test(text)) continue;
      const full = Buffer.concat([base, below]);
      const stats = lstatSync(full);
      const mode = (stats.mode & 0o777).toString(8);
      if (stats.isDirectory()) look(below);
      found[text] = stats.isFile() ? `${mode} ${readFileSync(full, 'latin1')}` : mode;
    }
  };
  look(Buffer.alloc(0));
  return found;
}

/** What a machine has of one project. */
function contentOf(machine: Machine, name: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(projects(machine)).filter(([path]) => path.startsWith(`${name}/`)),
  );
}

function pretendGate(answer: string): void {
  const script = `#!/bin/sh\ncase "$SSH_ORIGINAL_COMMAND" in\n${answer}\n*) exec sh ${gate} ${standby.seenAs} ;;\nesac\n`;
  production.write('bin/wrapper', script);
  chmodSync(production.path('bin/wrapper'), 0o755);
  const command = `restrict,command="${standby.seenAs}/bin/wrapper"`;
  sandbox.sshd.authorize(standby.path('home/.ssh/id_ed25519.pub'), command);
}

test('[promise 7] brings new and changed projects whole, verifies them, and has nothing to do again', async () => {
  standby.project('odoo-company', ['sale_company']);
  standby.write('share/odoo-company/sale_company/gone.py', 'gone');
  const first = await sync();
  expect(first).toMatchObject({ exitCode: 0, stderr: '' });
  expect(first.stdout).toContain('1 new, 1 changed, 0 taken away');
  expect(first.stdout).toContain('taken over, because they stood here already: odoo-company');
  expect(projects(standby)).toEqual(projects(production));
  expect(standby.read('log/ot-redundancy-sync-timestamps.log')).toMatch(/:  ot-project-sync$/m);
  expect((await sync()).stdout).toContain('projects: in step, nothing to do');
});

test('a dry run names what would change and changes nothing', async () => {
  const { stdout, exitCode } = await sync('--dry-run');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/\+ projects: odoo-company \(\d+ files, \d+ B\)/);
  expect(projects(standby)).toEqual({});
});

test('sees a rewrite of the same size, a mode, a link and a removed file', async () => {
  await sync();
  const folder = production.path('share/odoo-company');
  writeFileSync(
    join(folder, 'sale_company/__manifest__.py'),
    "{'name': 'sale_company', 'version': '14.0.1.1'}\n",
  );
  chmodSync(join(folder, 'checklist/__init__.py'), 0o600);
  symlinkSync('/etc', join(folder, 'outside'));
  rmSync(join(folder, 'sale_company/__init__.py'));
  expect((await sync()).exitCode).toBe(0);
  expect(projects(standby)).toEqual(projects(production));
  expect(lstatSync(standby.path('share/odoo-company/outside')).isSymbolicLink()).toBe(true);
});

test('[promise 4] the earlier version is in the hold, and comes back by one command', async () => {
  await sync();
  const before = contentOf(standby, 'odoo-company');
  production.write('share/odoo-company/sale_company/models.py', 'new');
  expect((await sync()).exitCode).toBe(0);
  const holds = await sandbox.run('ot-hold', ['list', '--json']);
  const id = /"runId":"([^"]*-projects-[^"]*)"/.exec(holds.stdout)?.[1] ?? '';
  const restored = await sandbox.run('ot-hold', ['restore', id, '--replace']);
  expect(restored).toMatchObject({ exitCode: 0, stderr: '' });
  expect(contentOf(standby, 'odoo-company')).toEqual(before);
});

test('compiled Python is neither brought nor taken away nor counted', async () => {
  await sync();
  standby.write('share/odoo-company/sale_company/__pycache__/models.cpython-39.pyc', 'here');
  production.write('share/odoo-company/sale_company/stale.pyc', 'there');
  expect((await sync()).stdout).toContain('nothing to do');
});

test('[promise 8] file names of any kind are brought as they are', async () => {
  const names = [
    '-rf',
    '--delete',
    'a b',
    "o'clock",
    'new\nline',
    '$(touch x)',
    '*',
    '\xff\xfe',
    '`id`',
    'ä',
  ];
  const folder = Buffer.from(`${production.path('share/odoo-company')}/`);
  for (const name of names) writeFileSync(Buffer.concat([folder, Buffer.from(name, 'latin1')]), name);
  expect((await sync()).exitCode).toBe(0);
  expect(projects(standby)).toEqual(projects(production));
  expect(Object.keys(contentOf(standby, 'odoo-company'))).toEqual(
    expect.arrayContaining(names.map((name) => `odoo-company/${name}`)),
  );
});

test('[promise 8] a project whose name cannot be used is named and left out, the others come', async () => {
  production.project('odoo-x;touch y', ['m']);
  const { exitCode, stderr } = await sync();
  expect(exitCode).toBe(3);
  expect(stderr).toContain('odoo-x;touch y: a project cannot have this name');
  expect(contentOf(standby, 'odooext-oca-web')).toEqual(contentOf(production, 'odooext-oca-web'));
});

test('[hazard 13] strangers with a matching name are never touched', async () => {
  standby.project('odoo-mine', ['m']);
  standby.write('share/odoo-doc/readme', 'x');
  standby.write('share/odoo', 'a file of a package');
  mkdirSync(standby.path('elsewhere'));
  symlinkSync('../elsewhere', standby.path('share/core-odoo'));
  const before = projects(standby);
  const { exitCode, stdout } = await sync('--allow-removals');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('not brought by this tool and not on production: odoo-doc, odoo-mine');
  expect(projects(standby)).toEqual({ ...before, ...projects(production) });
});

test('[hazard 13] a folder that a package of this machine owns is left to apt, and a link is left alone', async () => {
  standby.project('odoo-company', ['packaged']);
  standby.fixture(
    'dpkg-query',
    `for path in "$@"; do case $path in */odoo-company) echo "odoo-packaged: $path" ;; esac; done; exit 1`,
  );
  symlinkSync('../var', standby.path('share/odooext-oca-web'));
  const { exitCode, stdout, stderr } = await sync('--allow-removals');
  expect(exitCode).toBe(3);
  expect(stdout).toContain('odoo-company belongs to the package odoo-packaged here');
  expect(stderr).toContain('odooext-oca-web: is a link on this machine');
  expect(standby.exists('share/odoo-company/packaged/__manifest__.py')).toBe(true);
  expect(standby.exists('share/odoo-company/sale_company')).toBe(false);
  expect(lstatSync(standby.path('share/odooext-oca-web')).isSymbolicLink()).toBe(true);
});

test('[promise 3] a project that is gone on production is refused first, and then set aside whole', async () => {
  await sync();
  const before = contentOf(standby, 'odoo-company');
  rmSync(production.path('share/odoo-company'), { recursive: true });
  const refused = await sync();
  expect(refused.exitCode).toBe(13);
  expect(refused.stderr).toContain('projects: 1 of 2 (50 %) would be taken away (odoo-company');
  expect(contentOf(standby, 'odoo-company')).toEqual(before);
  expect((await sync('--allow-removals')).exitCode).toBe(0);
  expect(standby.exists('share/odoo-company')).toBe(false);
  const [hold = ''] = readdirSync(standby.path('share/.ot-redundancy/hold'));
  const held = `share/.ot-redundancy/hold/${hold}/files/odoo-company/sale_company/__manifest__.py`;
  expect(standby.read(held)).toContain('sale_company');
});

test('[hazard 13] a list of projects that is cut short changes nothing', async () => {
  await sync();
  const before = projects(standby);
  pretendGate(`*projects*) sh ${gate} ${standby.seenAs} | head -c 30 ;;`);
  const { exitCode, stderr } = await sync('--allow-removals');
  expect(exitCode).toBe(12);
  expect(stderr).toContain('is cut short');
  expect(projects(standby)).toEqual(before);
});

test('[hazard 13] a list that lacks a project which is still there takes nothing away', async () => {
  await sync();
  const short = 'folder\\0odooext-oca-web\\0module\\0odooext-oca-web/web_responsive/__manifest__.py\\0';
  pretendGate(`*projects*) printf '\\nbegin\\n${short}end\\n' ;;`);
  const { exitCode, stdout } = await sync('--allow-removals');
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('nothing to do')]);
  expect(contentOf(standby, 'odoo-company')).toEqual(contentOf(production, 'odoo-company'));
});

test("[promise 3] an empty projects' folder on production is refused, whatever the flags", async () => {
  await sync();
  const before = projects(standby);
  emptyFolder(production, 'share');
  for (const flags of [[], ['--allow-removals']]) {
    const { exitCode, stderr } = await sync(...flags);
    expect(exitCode).toBe(13);
    expect(stderr).toContain('production has no folder in');
  }
  expect(projects(standby)).toEqual(before);
});

test('[promise 17] the forced command is enough for it', async () => {
  pretendGate('nothing) ;;');
  production.write('share/odoo-company/late.txt', 'x');
  expect(await sync()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(projects(standby)).toEqual(projects(production));
});

test('folders without addons are projects when addons_path of production lists them', async () => {
  production.write('share/odoo-deep/addons/deep/__manifest__.py', '{}');
  production.write('share/odoo-nothing/readme', 'x');
  const conf = production.read('etc/odoo/odoo.conf');
  const listed = conf.replace(/^addons_path = .*$/m, `$&,${standby.seenAs}/share/odoo-deep/addons`);
  production.write('etc/odoo/odoo.conf', listed);
  const { exitCode, stdout } = await sync();
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('in no addons_path): odoo-nothing')]);
  expect(standby.exists('share/odoo-deep/addons/deep/__manifest__.py')).toBe(true);
  expect(standby.exists('share/odoo-nothing')).toBe(false);
});

test('a project that git works in on production is left as it is, and named', async () => {
  production.write('share/odoo-company/.git/index.lock', '');
  const { exitCode, stderr } = await sync();
  expect(exitCode).toBe(3);
  expect(stderr).toContain('odoo-company: git is at work in it');
  expect(standby.exists('share/odoo-company')).toBe(false);
  expect(contentOf(standby, 'odooext-oca-web')).toEqual(contentOf(production, 'odooext-oca-web'));
});

test('[hazard 14] killed before and after the switch: a whole version stands, and the next run heals', async () => {
  await sync();
  const old = contentOf(standby, 'odoo-company');
  production.write('share/odoo-company/sale_company/models.py', 'new');
  production.write('share/odoo-company/late/__manifest__.py', '{}');
  const fresh = contentOf(production, 'odoo-company');
  standby.fixture('python3', 'kill -9 $PPID; exit 3');
  expect((await sync()).signal).toBe('SIGKILL');
  expect(contentOf(standby, 'odoo-company')).toEqual(old);
  standby.fixture('python3', '/usr/bin/python3 "$@"; kill -9 $PPID');
  expect((await sync()).signal).toBe('SIGKILL');
  expect(contentOf(standby, 'odoo-company')).toEqual(fresh);
  rmSync(standby.path('bin/python3'));
  expect(await sync()).toMatchObject({ exitCode: 0, stderr: '' });
  expect(contentOf(standby, 'odoo-company')).toEqual(fresh);
  const holds = readdirSync(standby.path('share/.ot-redundancy/hold'));
  expect(holds).toHaveLength(1);
  const held = standby.path(`share/.ot-redundancy/hold/${holds[0]}/files/odoo-company/sale_company`);
  expect(readdirSync(held).sort()).toEqual(['__init__.py', '__manifest__.py']);
  expect(standby.exists('state/projects-pending.json')).toBe(false);
});

test('[promise 5] killed while files arrive: nothing of them shows, and the next run brings them', async () => {
  standby.fixture('rsync', '/usr/bin/rsync "$@"; kill -9 $PPID');
  expect((await sync()).signal).toBe('SIGKILL');
  expect(projects(standby)).toEqual({});
  rmSync(standby.path('bin/rsync'));
  expect((await sync()).exitCode).toBe(0);
  expect(projects(standby)).toEqual(projects(production));
});

test('[promise 5] a project that changes while it is copied stays as it was', async () => {
  await sync();
  const old = contentOf(standby, 'odoo-company');
  production.write('share/odoo-company/sale_company/models.py', 'new');
  production.fixture(
    'rsync',
    `echo more >>"$HERE/share/odoo-company/sale_company/models.py"; exec /usr/bin/rsync "$@"`,
  );
  const { exitCode, stdout, stderr } = await sync();
  expect(exitCode).toBe(3);
  expect(stdout).toContain('projects: nothing changed, 1 left out');
  expect(stderr).toContain('odoo-company: the copy differs from production in 1 file');
  expect(contentOf(standby, 'odoo-company')).toEqual(old);
});

test('[promise 6] production unplugged: nothing changes, and it is said', async () => {
  await sync();
  const before = projects(standby);
  await unplug(sandbox);
  expect((await sync()).exitCode).toBe(12);
  expect(projects(standby)).toEqual(before);
});

test.runIf(canMount)(
  '[promise 5] a full disk: refused before, and harmless when it comes as a surprise',
  async () => {
    await sync();
    const old = contentOf(standby, 'odoo-company');
    smallDisk(sandbox, standby, { folder: 'share', bytes: 2 << 20 });
    sandbox.configure({ MIN_FREE_MB: 0 });
    production.write('share/odoo-company/big', Buffer.alloc(3 << 20));
    const refused = await sync();
    expect([refused.exitCode, refused.stderr]).toEqual([13, expect.stringContaining('3 MiB are to come to')]);
    rmSync(production.path('share/odoo-company/big'));
    production.write('share/odoo-company/fits', Buffer.alloc(1 << 20));
    standby.fixture('rsync', 'head -c 1900000 /dev/zero >"$HERE/share/other"; exec /usr/bin/rsync "$@"');
    const broken = await sync();
    expect([broken.exitCode, broken.stderr]).toEqual([1, expect.stringContaining('the disk here is full')]);
    expect(contentOf(standby, 'odoo-company')).toEqual(old);
    rmSync(standby.path('share/other'));
    rmSync(standby.path('bin/rsync'));
    expect((await sync()).exitCode).toBe(0);
    expect(contentOf(standby, 'odoo-company')).toEqual(contentOf(production, 'odoo-company'));
  },
);
