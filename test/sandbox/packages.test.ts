import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import { ssh } from './ssh.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await openSandbox();
});

afterAll(async () => {
  await sandbox.close();
});

/** Runs a program on the standby, with its PATH. */
function onStandby(program: string, ...args: readonly string[]) {
  return spawnSync(program, args, { env: sandbox.environment(), encoding: 'utf8' });
}

test('apt of the standby installs from the repository into its own root', () => {
  const { repository, standby, production } = sandbox;
  repository.publish('needed', '1.0');
  repository.publish('wanted', '2:1.5-1', { depends: 'needed (>= 1)' });
  const update = onStandby('apt-get', 'update');
  expect([update.status, update.stderr]).toEqual([0, '']);
  const install = onStandby('apt-get', 'install', '-y', 'wanted=2:1.5-1');
  expect([install.status, install.stderr]).toEqual([0, '']);
  expect(standby.packages.list()).toEqual(['needed 1.0', 'wanted 2:1.5-1']);
  expect(standby.read('system/usr/share/wanted/version')).toBe('2:1.5-1\n');
  expect(onStandby('apt-mark', 'showmanual').stdout).toBe('wanted\n');
  expect(onStandby('dpkg-query', '-W', '-f', '${Package}=${Version}\n', 'wanted').stdout).toBe(
    'wanted=2:1.5-1\n',
  );
  expect(production.packages.list()).toEqual([]);
  expect(standby.calls()).toContain('apt-get install -y wanted=2:1.5-1');
});

test("production's packages are told over ssh, by hand and automatic", () => {
  sandbox.production.packages.installed('by-hand', '1');
  sandbox.production.packages.installed('by-need', '2', 'automatic');
  expect(ssh(sandbox, 'apt-mark showmanual').stdout).toBe('by-hand\n');
  expect(ssh(sandbox, "dpkg-query -W -f '${Package} ${Version}\\n'").stdout).toBe('by-hand 1\nby-need 2\n');
});

test('apt refuses an unknown package and a broken source', () => {
  expect(onStandby('apt-get', 'install', '-y', 'no-such-package').stderr).toContain(
    'Unable to locate package',
  );
  sandbox.standby.write('etc/apt/sources.list.d/broken.list', 'deb file:/nonexistent ./\n');
  const update = onStandby('apt-get', 'update');
  expect([update.status, update.stderr]).toEqual([100, expect.stringContaining('/nonexistent')]);
});

test('a .deb that no repository lists can be installed from its file', () => {
  const deb = sandbox.repository.publish('single', '0.1', { unlisted: true });
  expect(onStandby('dpkg', '-i', deb).status).toBe(0);
  expect(sandbox.standby.packages.list()).toContain('single 0.1');
});
