import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import { ssh } from './ssh.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await openSandbox();
  sandbox.usePython();
});

afterAll(async () => {
  await sandbox.close();
});

test('pip of the standby installs a pinned version from the wheels, and nothing it does not find there', () => {
  const { python, standby, production } = sandbox;
  python.publish('odoo-helper', '1.0');
  python.publish('odoo-helper', '1.1');
  const pip = (...args: readonly string[]) =>
    execFileSync(`${standby.seenAs}/venv/bin/python`, ['-m', 'pip', ...args], {
      env: sandbox.environment(),
      encoding: 'utf8',
      stdio: 'pipe',
    });
  pip('install', 'odoo-helper==1.0');
  expect(python.list(standby)).toEqual(['odoo-helper==1.0']);
  expect(() => pip('install', 'odoo-helper==2.0')).toThrow('No matching distribution');
  expect(python.list(production)).toEqual([]);
});

test("production's modules are told over ssh, by pip and by others", () => {
  const { python, production, standby } = sandbox;
  python.installed(production, 'by-pip', { version: '3.2' });
  python.installed(production, 'by-apt', { version: '1', by: 'debian' });
  const { stdout } = ssh(sandbox, `${standby.seenAs}/venv/bin/python -m pip inspect`);
  const inspected: unknown = JSON.parse(stdout);
  expect(inspected).toMatchObject({
    installed: expect.arrayContaining([
      expect.objectContaining({
        metadata: expect.objectContaining({ name: 'by-pip', version: '3.2' }),
        installer: 'pip',
      }),
      expect.objectContaining({ metadata: expect.objectContaining({ name: 'by-apt' }), installer: 'debian' }),
    ]),
  });
});
