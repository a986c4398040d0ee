import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canMount, changeHostKey, emptyFolder, moveAway, replug, smallDisk, unplug } from './faults.ts';
import { pauseReplay, promote, resumeReplay } from './replication.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';
import { ssh, sshArguments } from './ssh.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openSandbox();
});

afterEach(async () => {
  await sandbox.close();
});

const attachments = 'SELECT count(*) FROM ir_attachment';

test('a stopped sshd refuses, and answers again at the same port', async () => {
  await sandbox.sshd.stop();
  expect(ssh(sandbox, 'true').stderr).toContain('Connection refused');
  await sandbox.sshd.start();
  expect(ssh(sandbox, 'echo back').stdout).toBe('back\n');
});

test('a hanging sshd accepts and says nothing', async () => {
  await sandbox.sshd.hang();
  const child = spawn('ssh', [...sshArguments(sandbox), '127.0.0.1', 'true']);
  expect(await text(child.stderr)).toContain('Connection timed out during banner exchange');
  await sandbox.sshd.start();
  expect(ssh(sandbox, 'echo back').stdout).toBe('back\n');
});

test('a frozen production keeps sessions open and silent until it thaws', async () => {
  const child = spawn('ssh', [...sshArguments(sandbox), '127.0.0.1', 'echo began; cat; echo ended']);
  const output = text(child.stdout);
  await once(child.stdout, 'readable');
  sandbox.sshd.freeze();
  child.stdin.end('through the ice\n');
  expect(ssh(sandbox, 'true').stderr).toContain('timed out');
  expect(child.exitCode).toBe(null);
  sandbox.sshd.thaw();
  expect(await output).toBe('began\nthrough the ice\nended\n');
});

test('cut sessions end at once, new ones are taken', async () => {
  const child = spawn('ssh', [...sshArguments(sandbox), '127.0.0.1', 'echo began; cat']);
  await once(child.stdout, 'readable');
  // Listened for before the cut: it may end while the cut is still being awaited.
  const ended = once(child, 'exit');
  await sandbox.sshd.cutSessions();
  const [code] = await ended;
  expect(code).toBe(255);
  expect(ssh(sandbox, 'echo back').stdout).toBe('back\n');
});

test('a changed host key is not the pinned one until it is pinned anew', async () => {
  await changeHostKey(sandbox);
  expect(ssh(sandbox, 'true').stderr).toContain('Host key verification failed');
  sandbox.pinHostKey();
  expect(ssh(sandbox, 'true').status).toBe(0);
});

test('a forced command in authorized_keys is in force', () => {
  sandbox.sshd.authorize(sandbox.standby.path('home/.ssh/id_ed25519.pub'), 'restrict,command="echo forced"');
  expect(ssh(sandbox, 'echo asked').stdout).toBe('forced\n');
});

test('an unplugged production refuses ssh and replication; plugged in again, the standby catches up', async () => {
  const { production, standby } = sandbox;
  await unplug(sandbox);
  expect(ssh(sandbox, 'true').status).toBe(255);
  await expect(production.postgres.sql('SELECT 1')).rejects.toThrow('psql exited with 2');
  expect(await standby.postgres.sql('SELECT pg_is_in_recovery()')).toBe('t');
  await replug(sandbox);
  await production.odoo.attach('after', 'after');
  await sandbox.waitForReplay();
  expect(await standby.postgres.sql(attachments)).toBe('1');
});

test('a promoted standby takes writes on a new timeline', async () => {
  const { postgres } = sandbox.standby;
  await promote(postgres);
  expect(await postgres.sql('SELECT pg_is_in_recovery()')).toBe('f');
  await sandbox.standby.odoo.attach('mine', 'mine');
  expect(readdirSync(join(postgres.data, 'pg_wal'))).toContain('00000002.history');
});

test('a standby with paused replay receives but does not show', async () => {
  const { production, standby } = sandbox;
  await pauseReplay(standby.postgres);
  await production.odoo.attach('unseen', 'unseen');
  expect(await standby.postgres.sql(attachments)).toBe('0');
  await resumeReplay(standby.postgres);
  await sandbox.waitForReplay();
  expect(await standby.postgres.sql(attachments)).toBe('1');
});

test('a stopped postgres of the standby takes no query, and starts again as a standby', async () => {
  const { postgres } = sandbox.standby;
  await postgres.stop();
  await expect(postgres.sql('SELECT 1')).rejects.toThrow('psql exited with 2');
  await postgres.start();
  expect(await postgres.sql('SELECT pg_is_in_recovery()')).toBe('t');
});

test("a database asked over TCP wants the password of the sandbox's pgpass file", () => {
  const { postgres } = sandbox.standby;
  const query = ['-X', '-A', '-t', '-w', '-h', '127.0.0.1', '-p', String(postgres.port), '-U', 'postgres'];
  const ask = (env: Record<string, string>) =>
    spawnSync('psql', [...query, '-c', 'SELECT 1'], { env, encoding: 'utf8' });
  const path = process.env['PATH'] ?? '';
  expect(ask({ PATH: path, PGPASSFILE: sandbox.passFile }).stdout).toBe('1\n');
  expect(ask({ PATH: path, PGPASSFILE: '/dev/null' }).stderr).toContain('no password supplied');
});

test('an emptied and a moved folder come back whole', async () => {
  const { production } = sandbox;
  const made = await production.odoo.attach('a', 'a');
  const refill = emptyFolder(production, 'data/filestore');
  expect(ssh(sandbox, `ls ${production.seenAs}/data/filestore`).stdout).toBe('');
  refill();
  const moveBack = moveAway(production, 'data');
  expect(ssh(sandbox, `ls ${production.seenAs}/data`).stderr).toContain('No such file');
  moveBack();
  expect(existsSync(production.odoo.file(made))).toBe(true);
});

test('a small disk holds what was there and is full soon; only root can have one', () => {
  const { standby } = sandbox;
  const disk = { folder: 'data', bytes: 1 << 20 };
  if (!canMount) {
    expect(() => smallDisk(sandbox, standby, disk)).toThrow('needs root');
    return;
  }
  standby.write('data/filestore/prod/aa/before', 'before');
  smallDisk(sandbox, standby, disk);
  expect(standby.read('data/filestore/prod/aa/before')).toBe('before');
  const tooMuch = () => writeFileSync(standby.path('data/much'), Buffer.alloc(2 << 20));
  expect(tooMuch).toThrow('ENOSPC');
});

test('what a killed predecessor left is taken away by the next one, and nothing else', async () => {
  const script = `const { openSandbox } = await import(${JSON.stringify(join(import.meta.dirname, 'sandbox.ts'))});
    const { ledger, standby } = await openSandbox();
    console.log(ledger.root, standby.postgres.pid);
    process.kill(process.pid, 'SIGKILL');`;
  const dead = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  const [root = '', pid = ''] = dead.stdout.trim().split(' ');
  expect([dead.signal, existsSync(root), existsSync(`/proc/${pid}`)]).toEqual(['SIGKILL', true, true]);
  await using next = await openSandbox();
  expect([existsSync(root), existsSync(`/proc/${pid}/cwd`)]).toEqual([false, false]);
  expect(await sandbox.standby.postgres.sql('SELECT 1')).toBe('1');
  expect(await next.standby.postgres.sql('SELECT 1')).toBe('1');
});
