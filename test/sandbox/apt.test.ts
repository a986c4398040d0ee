import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jobRun } from './job-run.ts';
import { until } from './processes.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openSandbox({ CONNECT_SECONDS: 1 });
});

afterEach(async () => {
  await sandbox.close();
});

const sync = (...args: readonly string[]) => jobRun(sandbox, 'ot-apt-sync', args);

describe('packages', () => {
  test("[hazard 18] come in production's version, differences are told, nothing is removed", async () => {
    const { production, standby, repository } = sandbox;
    for (const version of ['1.0', '2.0']) repository.publish('tool', version);
    production.packages.installed('tool', '1.0');
    production.packages.installed('shared', '5.1');
    production.packages.installed('needed', '1', 'automatic');
    standby.packages.installed('shared', '5.0');
    standby.packages.installed('mine', '1.0');
    const run = await sync();
    expect(run).toMatchObject({ exitCode: 0, outcome: 'ok', problems: [] });
    expect(run.notes).toEqual([
      'other version here: shared 5.0 (production 5.1)',
      'only on this machine: mine',
    ]);
    expect(standby.packages.list()).toEqual(['mine 1.0', 'shared 5.0', 'tool 1.0']);
    expect(run.summary).toMatch(/:  ot-apt-sync\n$/);
  });

  test('what a killed run had on its way does not stay', async () => {
    const left = 'state/staging/20260131T020000.000Z-apt-0a1b2c3d-fetched/etc/apt/sources.list';
    sandbox.standby.write(left, 'deb https://user:secret@example.com/ stable main\n');
    expect(await sync()).toMatchObject({ exitCode: 0 });
    expect(sandbox.standby.exists(left)).toBe(false);
  });

  test('[hazard 18] a version that no repository has any more is replaced by the candidate, and told', async () => {
    sandbox.repository.publish('tool', '2.0');
    sandbox.production.packages.installed('tool', '1.0');
    const run = await sync();
    expect(run).toMatchObject({ exitCode: 0, problems: [] });
    expect(run.notes).toEqual([expect.stringContaining("tool: 2.0 instead of production's 1.0")]);
    expect(sandbox.standby.packages.list()).toEqual(['tool 2.0']);
  });

  test('[hazard 19] one that cannot be had is left out alone: partial, named, no line of success', async () => {
    const { production, standby, repository } = sandbox;
    for (const name of ['one', 'two', 'three']) {
      repository.publish(name, '1.0', name === 'two' ? { depends: 'nowhere' } : {});
      production.packages.installed(name, '1.0');
    }
    production.packages.installed('gone', '3.0');
    const run = await sync();
    expect(run).toMatchObject({ exitCode: 3, outcome: 'partial', summary: '', counts: { added: 2 } });
    expect(run.problems.map(({ item }) => item).toSorted()).toEqual(['gone', 'two']);
    expect(standby.packages.list()).toEqual(['one 1.0', 'three 1.0']);
  });

  test('[hazard 19] one that fails while it is installed does not keep the others out', async () => {
    const { production, standby, repository } = sandbox;
    const files = { 'DEBIAN/postinst': '#!/bin/sh\necho sick >&2\nexit 1\n' };
    for (const name of ['fine', 'sick', 'well']) {
      repository.publish(name, '1.0', name === 'sick' ? { files } : {});
      production.packages.installed(name, '1.0');
    }
    const run = await sync();
    expect(run).toMatchObject({ exitCode: 3, problems: [{ item: 'sick' }] });
    expect(standby.packages.list()).toEqual(['fine 1.0', 'well 1.0']);
  });

  test('[hazard 19] nothing is asked: an existing configuration file stays', async () => {
    const { production, standby, repository } = sandbox;
    const files = { 'DEBIAN/conffiles': '/etc/tool.conf\n', 'etc/tool.conf': 'of the package\n' };
    repository.publish('tool', '1.0', { files });
    production.packages.installed('tool', '1.0');
    standby.write('system/etc/tool.conf', 'of the administrator\n');
    expect(await sync()).toMatchObject({ exitCode: 0 });
    expect(standby.read('system/etc/tool.conf')).toBe('of the administrator\n');
  });

  test('two that exclude each other: one comes, nothing here is removed for the other', async () => {
    const { production, standby, repository } = sandbox;
    repository.publish('left', '1', { fields: { Conflicts: 'right' } });
    repository.publish('right', '1');
    repository.publish('against', '1', { fields: { Conflicts: 'mine' } });
    for (const name of ['left', 'right', 'against']) production.packages.installed(name, '1');
    standby.packages.installed('mine', '1');
    const run = await sync();
    expect(run.problems.map(({ item }) => item).toSorted()).toEqual(['against', 'right']);
    expect(standby.packages.list()).toEqual(['left 1', 'mine 1']);
  });

  test('excluded ones stay away, also as the need of another', async () => {
    const { production, standby, repository } = sandbox;
    repository.publish('postgresql-16', '16.1');
    repository.publish('report', '1', { depends: 'postgresql-16' });
    for (const [name, version] of Object.entries({
      'postgresql-16': '16.1',
      report: '1',
      'linux-image-amd64': '6',
    })) {
      production.packages.installed(name, version);
    }
    const run = await sync();
    expect(run.notes).toEqual(['not installed because of APT_EXCLUDE: linux-image-amd64, postgresql-16']);
    expect(run.problems).toEqual([{ item: 'report', what: expect.stringContaining('postgresql-16') }]);
    expect(standby.packages.list()).toEqual([]);
  });

  test('one from a single .deb is told apart, and taken from APT_DEB_DIR in its very version', async () => {
    const { production, standby, repository } = sandbox;
    const debs = standby.path('state/debs');
    mkdirSync(debs, { recursive: true });
    const copy = (version: string) => repository.publish('wkhtmltox', version, { unlisted: true });
    production.packages.installed('wkhtmltox', '1:0.12.6-1');
    writeFileSync(join(debs, 'broken.deb'), 'no archive');
    moveInto(debs, copy('0.12.5'));
    const before = await sync();
    expect(before).toMatchObject({ exitCode: 3 });
    const { item, what, next } = before.problems[0] ?? {};
    expect([item, what]).toEqual([
      'wkhtmltox',
      expect.stringMatching(/any repository, on production neither; production has version 1:0\.12\.6-1/),
    ]);
    expect(next).toContain(`${standby.seenAs}/state/debs`);
    moveInto(debs, copy('1:0.12.6-1'));
    expect(await sync()).toMatchObject({ exitCode: 0, problems: [] });
    expect(standby.packages.list()).toEqual(['wkhtmltox 1:0.12.6-1']);
  });

  test('an interrupted installation is finished first', async () => {
    const { production, standby, repository } = sandbox;
    repository.publish('tool', '1');
    production.packages.installed('tool', '1');
    standby.packages.installed('halfway', '1');
    const status = 'system/var/lib/dpkg/status';
    standby.write(status, standby.read(status).replace('ok installed', 'ok unpacked'));
    expect(await sync()).toMatchObject({ exitCode: 0 });
    expect(standby.packages.list()).toEqual(['halfway 1', 'tool 1']);
  });

  test('[promise 5] an interruption lets dpkg finish the package that it has begun', async () => {
    const { production, standby, repository } = sandbox;
    const begun = `${standby.seenAs}/begun`;
    const postinst = `#!/bin/sh\ntouch ${begun}\nsleep 3\n`;
    repository.publish('tool', '1', { files: { 'DEBIAN/postinst': postinst } });
    production.packages.installed('tool', '1');
    const started = sandbox.start('ot-apt-sync');
    await until(() => standby.exists('begun'), 'dpkg to be at work', 60_000);
    started.kill('SIGTERM');
    const { exitCode, stderr } = await started.result;
    expect([exitCode, stderr]).toEqual([
      130,
      expect.stringContaining('dpkg is let finish what it has begun'),
    ]);
    expect(standby.packages.list()).toEqual(['tool 1']);
  });

  test('[promise 6] a daemon that a package leaves behind holds up nothing, and no lock', async () => {
    const { production, standby, repository } = sandbox;
    const left = `sleep 600 &\necho $! >> ${standby.seenAs}/left\n`;
    repository.publish('tool', '1', { files: { 'DEBIAN/postinst': `#!/bin/sh\n${left}` } });
    production.packages.installed('tool', '1');
    standby.packages.installed('halfway', '1');
    const status = 'system/var/lib/dpkg/status';
    standby.write(status, standby.read(status).replace('ok installed', 'ok unpacked'));
    writeFileSync(standby.path('system/var/lib/dpkg/info/halfway.postinst'), `#!/bin/sh\n${left}`, {
      mode: 0o755,
    });
    const began = performance.now();
    expect(await sync()).toMatchObject({ exitCode: 0 });
    expect(performance.now() - began).toBeLessThan(120_000);
    expect(standby.packages.list()).toEqual(['halfway 1', 'tool 1']);
    expect(await sync()).toMatchObject({ exitCode: 0 });
    for (const pid of standby.read('left').trim().split('\n')) process.kill(Number(pid));
  });

  test('[hazard 10] nothing is installed where MIN_FREE_MB would not be left', async () => {
    const { production, standby, repository } = sandbox;
    const terabytes = String(20 * 2 ** 30);
    repository.publish('huge', '1', { fields: { 'Installed-Size': terabytes } });
    production.packages.installed('huge', '1');
    const unpacked = await sync();
    expect(unpacked).toMatchObject({ exitCode: 13, failure: { code: 'disk-space' }, summary: '' });
    expect(unpacked.failure?.what).toMatch(/^2\d{7} MiB are to come to \/usr, /);
    sandbox.configure({ MIN_FREE_MB: 10_000_000 });
    const fetched = await sync();
    expect(fetched.failure?.what).toMatch(/ MiB are free on the disk of \/var\/cache\/apt\/archives, /);
    expect(standby.packages.list()).toEqual([]);
  });

  test('a run with nothing to do changes nothing and starts no apt-get; a dry run neither', async () => {
    const { production, standby, repository } = sandbox;
    repository.publish('tool', '1');
    production.packages.installed('tool', '1');
    const dry = await sync('--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, summary: '' });
    expect(dry.plan?.find(({ title }) => title === 'packages')?.add).toEqual([{ name: 'tool', note: '1' }]);
    standby.packages.installed('tool', '1');
    expect(await sync()).toMatchObject({ exitCode: 0, counts: { added: 0 } });
    expect(standby.calls().filter((call) => call.startsWith('apt-get'))).toEqual([]);
  });
});

describe('what production says', () => {
  test('[promise 8] [hazard 25] names made like options or shell text reach no program', async () => {
    const { production, standby, repository } = sandbox;
    repository.publish('tool', '1');
    standby.packages.installed('mine', '1');
    const names = [
      'mine-',
      '--purge',
      '-o=DPkg::Pre-Invoke::=touch${IFS}x',
      '$(touch x)',
      'a;touch x',
      '`touch x`',
      '../x.deb',
      'tool',
    ];
    const quoted = names.map((name) => `'${name}'`).join(' ');
    production.fixture('apt-mark', `[ "$1" = showhold ] || printf '%s\\n' ${quoted}`);
    production.fixture('dpkg-query', `for name in ${quoted}; do echo "package $name 1 all installed"; done`);
    production.fixture('apt-cache', '');
    const run = await sync();
    expect(run.exitCode).toBe(3);
    expect(run.problems.map(({ item }) => item)).toEqual(names.slice(0, -1));
    expect(standby.packages.list()).toEqual(['mine 1', 'tool 1']);
    const calls = standby.calls().join('\n');
    for (const name of names.slice(0, -1)) expect(calls).not.toContain(name);
  });

  test('[promise 8] versions made like options or wishes are no versions', async () => {
    const { production, standby, repository } = sandbox;
    repository.publish('tool', '1');
    production.fixture('apt-mark', '[ "$1" = showhold ] || echo tool');
    production.fixture('dpkg-query', 'echo "package tool 1*/../../x all installed"');
    production.fixture('apt-cache', '');
    expect(await sync()).toMatchObject({ exitCode: 0 });
    expect(standby.packages.list()).toEqual([]);
  });

  test('[hazard 21] a list that could not be made is no empty list', async () => {
    const { production, standby } = sandbox;
    standby.packages.installed('mine', '1');
    production.packages.installed('mine', '1');
    production.fixture('apt-mark', 'echo broken >&2; exit 100');
    expect(await sync()).toMatchObject({ exitCode: 1, outcome: 'failed', summary: '' });
    production.fixture('apt-mark', '');
    expect(await sync()).toMatchObject({ exitCode: 13, outcome: 'refused', summary: '' });
  });

  test('[hazard 21] a failed login installs nothing and is no success', async () => {
    await sandbox.sshd.stop();
    expect(await sync()).toMatchObject({ exitCode: 12, outcome: 'unreachable', summary: '' });
    expect(sandbox.standby.calls().filter((call) => call.startsWith('apt-get'))).toEqual([]);
  });
});

describe("Odoo's service", () => {
  const service = { 'DEBIAN/postinst': '#!/bin/sh\nsystemctl enable --now odoo\n' };
  const isOn = () => ({
    enabled: sandbox.standby.exists('var/services/odoo.enabled'),
    active: sandbox.standby.exists('var/services/odoo.pid'),
  });

  beforeEach(() => {
    sandbox.repository.publish('odoo', '14.0.20211001', { files: service });
    sandbox.production.packages.installed('odoo', '14.0.20211001');
  });

  test('[promise 9] is off again when its package switched it on', async () => {
    expect(await sync()).toMatchObject({ exitCode: 0 });
    expect(sandbox.standby.packages.list()).toEqual(['odoo 14.0.20211001']);
    expect(sandbox.standby.calls()).toContain('systemctl enable --now odoo');
    expect(isOn()).toEqual({ enabled: false, active: false });
  });

  test('[promise 9] is off again after the run that installed it was killed', async () => {
    const { standby } = sandbox;
    const wrapper = standby.read('bin/dpkg-query');
    // Stands still once Odoo is on, which is before the run looks whether it is.
    writeFileSync(
      standby.path('bin/dpkg-query'),
      wrapper.replace('exec ', '[ ! -e "$HERE/var/services/odoo.enabled" ] || kill -9 $PPID\nexec '),
    );
    const run = await sandbox.run('ot-apt-sync');
    expect(run.signal).toBe('SIGKILL');
    expect(isOn().enabled).toBe(true);
    writeFileSync(standby.path('bin/dpkg-query'), wrapper);
    expect(await sync()).toMatchObject({ exitCode: 0 });
    expect(isOn()).toEqual({ enabled: false, active: false });
  });
});

/** Moves a built package to where the administrator would put it. */
function moveInto(folder: string, deb: string): void {
  renameSync(deb, join(folder, `${readdirSync(folder).length}.deb`));
}
