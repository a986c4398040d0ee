import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import { ssh, sshArguments } from './ssh.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await openSandbox();
});

afterAll(async () => {
  await sandbox.close();
});

test('the standby is in recovery and streams from the primary', async () => {
  const { production, standby } = sandbox;
  expect(await production.postgres.sql('SELECT pg_is_in_recovery()')).toBe('f');
  expect(await standby.postgres.sql('SELECT pg_is_in_recovery()')).toBe('t');
  expect(await standby.postgres.sql('SELECT status, slot_name FROM pg_stat_wal_receiver')).toBe(
    'streaming|standby',
  );
});

test('a row and its file made on production show on the standby after replay', async () => {
  const { production, standby } = sandbox;
  const made = await production.odoo.attach(`o'clock "x"\n-é`, 'hello');
  await sandbox.waitForReplay();
  const seen = await standby.postgres.sql(
    `SELECT name, store_fname FROM ir_attachment WHERE id = ${made.id}`,
  );
  expect(seen).toBe(`${made.name}|${made.storeFname}`);
  expect(readFileSync(production.odoo.file(made), 'utf8')).toBe('hello');
  expect(production.odoo.damaged()).toEqual([]);
});

test('attachments are made in bulk, changed and deleted as Odoo does it', async () => {
  const { odoo } = sandbox.production;
  const [first, second] = await odoo.attachMany(500);
  if (first === undefined || second === undefined) throw new Error('nothing was made');
  const changed = await odoo.overwrite(first, 'new content');
  await odoo.remove(second);
  expect(odoo.names()).toEqual(
    expect.arrayContaining([first.storeFname, changed.storeFname, second.storeFname]),
  );
  expect(await odoo.collectGarbage()).toBe(2);
  expect(odoo.names()).not.toEqual(expect.arrayContaining([second.storeFname]));
  expect(existsSync(odoo.file(changed))).toBe(true);
});

test('ssh logs in with the pinned key and sees production where the standby sees itself', () => {
  sandbox.production.write('share/odoo-company/who', 'production');
  sandbox.standby.write('share/odoo-company/who', 'standby');
  const file = `${sandbox.standby.seenAs}/share/odoo-company/who`;
  const { stdout, stderr, status } = ssh(sandbox, `cat ${file}; echo " $HOME"`);
  expect({ stdout, stderr, status }).toEqual({
    stdout: `production ${sandbox.standby.seenAs}/home\n`,
    stderr: '',
    status: 0,
  });
  expect(readFileSync(file, 'utf8')).toBe('standby');
});

test('a fixture is run in place of the real program, on the machine that has it', () => {
  sandbox.production.fixture('apt-mark', 'echo "$HERE"');
  const { stdout } = ssh(sandbox, 'apt-mark showmanual "a b"');
  expect(stdout).toBe(`${sandbox.standby.seenAs}\n`);
  expect(sandbox.production.calls()).toEqual(['apt-mark showmanual a b']);
  expect(sandbox.standby.calls()).toEqual([]);
});

test('a write replaces a link instead of following it, and never leaves the machine', () => {
  const { production, standby } = sandbox;
  standby.write('var/precious', 'precious');
  symlinkSync(standby.path('var/precious'), production.path('bin/linked'));
  production.write('bin/linked', 'harmless');
  expect([standby.read('var/precious'), production.read('bin/linked')]).toEqual(['precious', 'harmless']);
  symlinkSync(standby.path('var'), production.path('var/elsewhere'));
  expect(() => production.write('var/elsewhere/precious', 'lost')).toThrow('leads to');
  expect(standby.read('var/precious')).toBe('precious');
});

test('rsync brings files over', () => {
  const { sshd, standby } = sandbox;
  const shell = ['ssh', ...sshArguments(sandbox)].join(' ');
  const source = `${sshd.user}@127.0.0.1:${standby.seenAs}/data/filestore/`;
  execFileSync('rsync', ['-a', '-e', shell, source, standby.path('data/filestore')]);
  expect(standby.odoo.names()).toEqual(sandbox.production.odoo.names());
});

test('close leaves no process and no folder', async () => {
  const other = await openSandbox();
  expect(processesOf(other.ledger.root).length).toBeGreaterThan(5);
  await other.close();
  expect(processesOf(other.ledger.root)).toEqual([]);
  expect(existsSync(other.ledger.root)).toBe(false);
});

/** Every process that works in a folder, or has its path in its command line or environment. */
function processesOf(folder: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      const texts = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'latin1'));
      return [...texts, readlinkSync(`/proc/${pid}/cwd`)].some((text) => text.includes(folder));
    } catch {
      return false;
    }
  });
}
