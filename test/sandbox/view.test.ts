import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import { ssh, sshArguments } from './ssh.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  vi.stubEnv('OT_SANDBOX_VIEW', 'rewrite');
  sandbox = await openSandbox();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await sandbox.close();
});

test('without mounts, questions and answers name the same path as with them', () => {
  const { production, standby } = sandbox;
  production.write('share/odoo-company/who', 'production');
  const file = `${standby.seenAs}/share/odoo-company/who`;
  expect(ssh(sandbox, `cat ${file}; echo " $HOME"; ls ${file}`).stdout).toBe(
    `production ${standby.seenAs}/home\n${file}\n`,
  );
  expect(ssh(sandbox, 'exit 7').status).toBe(7);
});

test('without mounts, a forced command sees the request and the real folder', () => {
  const { production, standby, sshd } = sandbox;
  const key = standby.path('home/.ssh/id_ed25519.pub');
  sshd.authorize(
    key,
    `restrict,command="cat ${standby.seenAs}/share/forced; echo \\"$SSH_ORIGINAL_COMMAND\\""`,
  );
  production.write('share/forced', 'forced ');
  expect(ssh(sandbox, `asked ${standby.seenAs}`).stdout).toBe(`forced asked ${standby.seenAs}\n`);
  sshd.authorize(key);
});

test('without mounts, rsync brings files of any content over', async () => {
  const { production, standby, sshd } = sandbox;
  await production.odoo.attach('path', `${production.root} and ${standby.seenAs}`);
  const shell = ['ssh', ...sshArguments(sandbox)].join(' ');
  const source = `${sshd.user}@127.0.0.1:${standby.seenAs}/data/filestore/`;
  execFileSync('rsync', ['-a', '-e', shell, source, standby.path('data/filestore')]);
  expect(standby.odoo.names()).toEqual(production.odoo.names());
  expect(standby.odoo.damaged()).toEqual([]);
});
