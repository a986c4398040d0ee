import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jobRun } from './job-run.ts';
import { until } from './processes.ts';
import { Repository } from './repository.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
/** A second repository, which only production knows. */
let vendor: Repository;

/** A repository that is signed, with its key beside it. */
const signed = join(import.meta.dirname, '../fixtures/signed-repository');

const list = 'etc/apt/sources.list.d/vendor.list';
const sources = 'etc/apt/sources.list.d/vendor.sources';

beforeEach(async () => {
  sandbox = await openSandbox({ CONNECT_SECONDS: 1 });
  sandbox.configure({ APT_KEYRING_DIR: sandbox.standby.path('keyrings') });
  vendor = new Repository(join(sandbox.ledger.root, 'vendor'));
  vendor.publish('odoo-vendor', '14.0.1');
  sandbox.production.packages.installed('odoo-vendor', '14.0.1');
});

afterEach(async () => {
  await sandbox.close();
});

const sync = (...args: readonly string[]) => jobRun(sandbox, 'ot-apt-sync', args);
const vendorLine = () => `deb [trusted=yes] file:${vendor.folder} ./\n`;

/** Every file of apt's folder with its content. */
function aptFiles(): Record<string, string> {
  const { standby } = sandbox;
  const names = readdirSync(standby.path('etc/apt'), { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const relative = files.map((file) => file.slice(standby.root.length + 1)).toSorted();
  return Object.fromEntries(relative.map((file) => [file, standby.read(file)]));
}

/** Lets apt-get of the standby do something first when it updates by the files in their place. */
function beforeUpdateInPlace(script: string): () => void {
  const original = sandbox.standby.read('bin/apt-get');
  const hook = `case "$*" in *repositories/apt.conf*) ;; *update) ${script} ;; esac\n`;
  // In place, so that it can still be executed.
  const file = sandbox.standby.path('bin/apt-get');
  writeFileSync(file, original.replace('APT_CONFIG=', `${hook}APT_CONFIG=`));
  return () => writeFileSync(file, original);
}

describe('repositories', () => {
  test('[hazard 16] come before the packages: a new one helps in the same run; the old ones are held', async () => {
    const { production, standby } = sandbox;
    production.write(list, vendorLine());
    production.write('etc/apt/preferences.d/vendor', 'Package: *\nPin: origin ""\nPin-Priority: 600\n');
    standby.write('etc/apt/sources.list.d/old.list', '# of long ago\n');
    const run = await sync();
    expect(run).toMatchObject({ exitCode: 0, problems: [] });
    expect(standby.packages.list()).toEqual(['odoo-vendor 14.0.1']);
    expect(standby.read(list)).toBe(vendorLine());
    expect(standby.exists('etc/apt/preferences.d/vendor')).toBe(true);
    expect(standby.exists('etc/apt/sources.list.d/old.list')).toBe(false);
    const held = `state/hold/${run.id}/files/${standby.seenAs.slice(1)}/etc/apt/sources.list.d/old.list`;
    expect(standby.read(held)).toBe('# of long ago\n');
    expect(readdirSync(standby.path('state/staging'))).toEqual([]);
    expect(await sync()).toMatchObject({ exitCode: 0, counts: { added: 0, changed: 0, removed: 0 } });
  });

  test("keys, and what packages make, can be read by all, whatever root's umask is", async () => {
    const { production, standby, repository } = sandbox;
    production.write(list, vendorLine());
    production.write('etc/apt/keyrings/vendor.asc', 'key\n');
    const postinst = `#!/bin/sh\n: > ${standby.seenAs}/made\n`;
    repository.publish('tool', '1', { files: { 'DEBIAN/postinst': postinst } });
    production.packages.installed('tool', '1');
    const under = ['sh', '-c', 'umask 077; exec "$@"', 'sh'];
    expect(await sandbox.run('ot-apt-sync', [], { under })).toMatchObject({ exitCode: 0, stderr: '' });
    const modes = ['etc/apt/keyrings', 'made'].map((name) => statSync(standby.path(name)).mode & 0o777);
    expect(modes).toEqual([0o755, 0o644]);
  });

  test('[promise 9] [hazard 16] those that do not work are tried elsewhere: ours stay, packages go on', async () => {
    const { production, standby, repository } = sandbox;
    production.write(list, 'deb [trusted=yes] file:/nonexistent ./\n');
    repository.publish('tool', '1');
    production.packages.installed('tool', '1');
    const before = aptFiles();
    const run = await sync();
    expect(run).toMatchObject({ exitCode: 3, outcome: 'partial', summary: '' });
    expect(run.problems[0]).toMatchObject({
      item: 'repositories',
      what: expect.stringContaining('/nonexistent'),
    });
    expect(aptFiles()).toEqual(before);
    expect(standby.packages.list()).toEqual(['tool 1']);
  });

  test('[promise 9] one without a trusted signature does not get in', async () => {
    sandbox.production.write(list, vendorLine().replace('[trusted=yes] ', ''));
    const before = aptFiles();
    const run = await sync();
    expect(run.problems.map(({ item }) => item)).toContain('repositories');
    expect(aptFiles()).toEqual(before);
  });

  test('[promise 9] those that fail only in their place are put back', async () => {
    const { production, standby } = sandbox;
    production.write(list, vendorLine());
    production.write('etc/apt/sources.list', `# changed\n${standby.read('etc/apt/sources.list')}`);
    standby.write('etc/apt/sources.list.d/old.list', '# of long ago\n');
    const before = aptFiles();
    const restore = beforeUpdateInPlace(
      `[ ! -e "$HERE/${list}" ] || { echo "W: Failed to fetch it" >&2; exit 0; }`,
    );
    const run = await sync();
    expect(run.problems[0]?.what).toMatch(/were put back: W: Failed to fetch it/);
    expect(aptFiles()).toEqual(before);
    expect(standby.exists('state/repositories.json')).toBe(false);
    restore();
    expect(await sync()).toMatchObject({ exitCode: 0 });
    expect(standby.read(list)).toBe(vendorLine());
  });

  test('[promise 5] [promise 9] a run killed half-way is undone by the next one', async () => {
    const { production, standby } = sandbox;
    production.write(list, vendorLine());
    const before = aptFiles();
    const restore = beforeUpdateInPlace(
      'echo x >"$HERE/var/waiting"; while [ -e "$HERE/var/waiting" ]; do sleep 0.05; done',
    );
    const killed = sandbox.start('ot-apt-sync');
    await until(() => standby.exists('var/waiting'), 'the update in place');
    expect(standby.read(list)).toBe(vendorLine());
    killed.kill('SIGKILL');
    await killed.result;
    expect(await sandbox.run('ot-apt-sync')).toMatchObject({ exitCode: 11 });
    rmSync(standby.path('var/waiting'));
    restore();
    production.write(list, 'deb [trusted=yes] file:/nonexistent ./\n');
    await until(async () => (await sandbox.run('ot-apt-sync')).exitCode !== 11, 'the orphan to end');
    expect(aptFiles()).toEqual(before);
    expect(standby.exists('state/repositories.json')).toBe(false);
    const { holds } = JSON.parse((await sandbox.run('ot-hold', ['list', '--json'])).stdout);
    expect(holds).toContainEqual(
      expect.objectContaining({ job: 'apt', reason: 'left by a run that was killed', files: 1 }),
    );
  });

  test('[promise 9] [hazard 16] what names another release stays away', async () => {
    const { production } = sandbox;
    production.write(list, 'deb http://127.0.0.1:9/debian buzz-updates main\n');
    production.write(
      sources,
      `Types: deb\nURIs: file:${vendor.folder}\nSuites: buzz\nComponents: main\nTrusted: yes\n`,
    );
    const before = aptFiles();
    const run = await sync();
    expect(run.problems.slice(0, 2).map(({ what }) => what)).toEqual([
      expect.stringMatching(/^names buzz(-updates)?, but this machine runs /),
      expect.stringMatching(/^names buzz(-updates)?, but this machine runs /),
    ]);
    expect(aptFiles()).toEqual(before);
  });

  test("[hazard 16] apt's own settings, passwords and strange names never come", async () => {
    const { production, standby } = sandbox;
    const strange = [
      'etc/apt/apt.conf',
      'etc/apt/apt.conf.d/50x',
      'etc/apt/auth.conf',
      'etc/apt/auth.conf.d/x.conf',
    ];
    strange.push(
      'etc/apt/sources.list.d/a b.list',
      'etc/apt/sources.list.d/x.list.save',
      'etc/apt/sources.list.d/n\nl.list',
    );
    for (const file of strange) production.write(file, 'DPkg::Pre-Invoke { "touch /x"; };\n');
    standby.write('etc/apt/auth.conf', 'machine here\n');
    standby.write('etc/apt/apt.conf.d/60own', '# own\n');
    const before = aptFiles();
    await sync();
    expect(aptFiles()).toEqual(before);
  });

  test('files of a package of this machine stay as the package has them', async () => {
    const { production, standby } = sandbox;
    standby.packages.installed('keyring', '1');
    production.packages.installed('keyring', '1');
    const key = 'etc/apt/trusted.gpg.d/keyring.asc';
    standby.write(key, 'of the package\n');
    standby.write('system/var/lib/dpkg/info/keyring.list', `/.\n${standby.seenAs}/${key}\n`);
    production.write(key, 'another\n');
    const run = await sync();
    expect(run.notes).toContain(`left as packages of this machine have them: ${standby.seenAs}/${key}`);
    expect(standby.read(key)).toBe('of the package\n');
  });

  test('a key that a repository names comes along, from the second folder too; the trial uses it', async () => {
    const { production, standby } = sandbox;
    const key = `${standby.seenAs}/keyrings/vendor.gpg`;
    production.write('keyrings/vendor.gpg', 'key\n');
    production.write('keyrings/unnamed.gpg', 'key\n');
    production.write(list, `deb [trusted=yes signed-by=${key}] file:${vendor.folder} ./\n`);
    expect(await sync()).toMatchObject({ exitCode: 0 });
    expect(standby.read('keyrings/vendor.gpg')).toBe('key\n');
    expect(existsSync(standby.path('keyrings/unnamed.gpg'))).toBe(false);
  });

  test('[promise 9] a signature is checked by the key that comes along, before the key is in its place', async () => {
    const { production, standby } = sandbox;
    const key = `${standby.seenAs}/etc/apt/keyrings/fixture.asc`;
    const stanza = (path: string) => `Types: deb\nURIs: file:${signed}\nSuites: ./\nSigned-By: ${path}\n`;
    production.write(sources, stanza(key));
    production.write('etc/apt/keyrings/fixture.asc', 'no key at all\n');
    const before = aptFiles();
    expect((await sync()).problems.map(({ item }) => item)).toContain('repositories');
    expect(aptFiles()).toEqual(before);
    production.write('etc/apt/keyrings/fixture.asc', readFileSync(join(signed, 'key.asc'), 'utf8'));
    const run = await sync();
    expect(run.problems.map(({ item }) => item)).not.toContain('repositories');
    expect(standby.read(sources)).toBe(stanza(key));
  });

  test('[promise 9] [hazard 16] a suite that is of another release by its own words stays away', async () => {
    const { production } = sandbox;
    const dist = join(vendor.folder, 'dists/stable');
    const path = 'main/binary-amd64/Packages';
    mkdirSync(join(dist, 'main/binary-amd64'), { recursive: true });
    writeFileSync(join(dist, path), '');
    const empty = createHash('sha256').update('').digest('hex');
    const head = 'Origin: Debian\nSuite: stable\nCodename: buzz\nComponents: main\nArchitectures: amd64\n';
    writeFileSync(
      join(dist, 'Release'),
      `${head}Date: Mon, 01 Jan 2024 00:00:00 UTC\nSHA256:\n ${empty} 0 ${path}\n`,
    );
    production.write(list, `deb [trusted=yes] file:${vendor.folder} stable main\n`);
    const before = aptFiles();
    expect((await sync()).problems[0]?.what).toMatch(/is of buzz, not of /);
    expect(aptFiles()).toEqual(before);
  });

  test('none is left out of sight: unreadable ones are named, and not taken for gone', async () => {
    const { production, standby } = sandbox;
    for (const machine of [production, standby]) machine.write(list, vendorLine());
    const lost = `${standby.seenAs}/${list}`;
    const told = `case "$*" in */sources.list.d*readable*-printf*) echo "unreadable ${lost}" ;; esac`;
    production.fixture('find', `${told}\n/usr/bin/find "$@" | grep -v vendor.list`);
    const run = await sync();
    expect(run.problems.map(({ item }) => item)).toEqual([`${standby.seenAs}/${list}`]);
    expect(standby.read(list)).toBe(vendorLine());
  });

  test('APT_SOURCES=keep leaves all of them alone', async () => {
    sandbox.configure({ APT_SOURCES: 'keep' });
    sandbox.production.write(list, vendorLine());
    const before = aptFiles();
    await sync();
    expect(aptFiles()).toEqual(before);
  });

  test.each([undefined, '# nothing\n'])(
    '[hazard 16] a production without any source leaves ours: %j',
    async (text) => {
      const { production } = sandbox;
      if (text === undefined) rmSync(production.path('etc/apt/sources.list'));
      else production.write('etc/apt/sources.list', text);
      const before = aptFiles();
      const run = await sync();
      expect(run.exitCode).toBe(3);
      expect(run.problems[0]?.what).toMatch(/nothing would be left to install from/);
      expect(aptFiles()).toEqual(before);
    },
  );
});
