import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeHostKey } from './faults.ts';
import { until } from './processes.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let files = 0;

beforeAll(async () => {
  sandbox = await openSandbox({ CONNECT_SECONDS: 1, MIN_FREE_MB: 1 });
});

afterAll(() => sandbox.close());

const run = (...args: readonly string[]) => sandbox.run('ot-configure', args);
const runOn = (file: string, ...args: readonly string[]) => run('--config', file, ...args);
const fingerprint = () => sandboxFingerprint(sandbox.production.path('sshd/host_key.pub'));
const bits = (file: string) => (statSync(file).mode & 0o777).toString(8);

function sandboxFingerprint(publicKey: string): string {
  const { stdout } = spawnSync('ssh-keygen', ['-lf', publicKey], { encoding: 'utf8' });
  return /SHA256:\S+/.exec(stdout)?.[0] ?? 'none';
}

/** A further configuration file, for tests that write it. */
function ownFile(...lines: readonly string[]): string {
  const file = sandbox.standby.path('etc/odoo', `own-${(files += 1)}.conf`);
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return file;
}

/** A copy of the sandbox's configuration with some keys otherwise. */
async function copyWith(...sets: readonly string[]): Promise<string> {
  const file = ownFile(...readFileSync(sandbox.config, 'utf8').trimEnd().split('\n'));
  const { exitCode, stderr } = await runOn(file, ...sets.flatMap((set) => ['--set', set]));
  expect({ exitCode, stderr: stderr.includes('→') }).toEqual({ exitCode: 0, stderr: false });
  return file;
}

test('--set changes what it is told, shows the difference, and keeps the file from others', async () => {
  const file = ownFile('# ours', "SYNCSRC='old' # by hand", 'SYNCMODE=off');
  const { exitCode, stdout } = await runOn(file, '--set', 'SYNCSRC=new', '--set', 'SSH_PORT=2222');
  expect(exitCode).toBe(0);
  expect(stdout.split('\n').slice(1)).toEqual([
    "- SYNCSRC='old' # by hand",
    '+ SYNCSRC="new" # by hand',
    '+ # Port of ssh on production.',
    '+ SSH_PORT="2222"',
    '',
  ]);
  expect(readFileSync(file, 'utf8')).toBe(
    '# ours\nSYNCSRC="new" # by hand\nSYNCMODE=off\n# Port of ssh on production.\nSSH_PORT="2222"\n',
  );
  expect(bits(file)).toBe('640');
});

test('--set writes all or nothing, and nothing in a dry run', async () => {
  const file = ownFile('SYNCMODE=off');
  const wrong = await runOn(file, '--set', 'SSH_PORT=2222', '--set', 'HOLD_DAYS=never');
  expect([wrong.exitCode, wrong.stderr]).toEqual([
    10,
    expect.stringContaining('HOLD_DAYS is "never", expected'),
  ]);
  const dry = await runOn(file, '--set', 'SSH_PORT=2222', '--dry-run');
  expect([dry.exitCode, dry.stdout]).toEqual([0, expect.stringContaining('would change')]);
  expect(readFileSync(file, 'utf8')).toBe('SYNCMODE=off\n');
});

test.each([
  'SYNCSRC=$(touch canary)',
  'SYNCSRC=`touch canary`',
  'SYNCSRC=a;touch canary',
  'SYNCSRC=a|b',
  'REMOTEODOO=-oX',
])('[hazard 24] %s is data', async (set) => {
  const file = ownFile('SYNCSRC=old');
  expect((await runOn(file, '--set', set)).exitCode).toBe(10);
  expect(readFileSync(file, 'utf8')).toBe('SYNCSRC=old\n');
  expect(readdirSync(sandbox.standby.root)).not.toContain('canary');
});

test('a file that is not understood is not written, and the line is named', async () => {
  const file = ownFile('SYNCMODE=off', '. /etc/default/odoo');
  const { exitCode, stderr } = await runOn(file, '--set', 'SSH_PORT=2222');
  expect([exitCode, stderr]).toEqual([10, expect.stringContaining(`${file}, line 2:`)]);
});

test.each([
  [['--set', 'SSH_PORT'], 2, 'is not KEY=VALUE'],
  [['--set', 'SSH_PORT=1', '--set', 'SSH_PORT=2'], 2, 'given twice'],
  [['--set', 'SSHPORT=1'], 10, 'Did you mean SSH_PORT?'],
  [['--show', '--detect'], 2, 'do not go together'],
  [['--show', 'SSH_PORT'], 2, 'means nothing without --explain'],
  [['--explain', 'NOTHING_LIKE_IT'], 10, 'there is no key'],
  [['--fingerprint', 'SHA256:x'], 2, 'belong to --pin-host-key'],
  [[], 2, 'there is no terminal'],
])('%j ends with %i', async (args, code, said) => {
  const { exitCode, stderr } = await run(...args);
  expect([exitCode, stderr]).toEqual([code, expect.stringContaining(said)]);
});

test('--show tells each value with its origin', async () => {
  const file = ownFile('SYNCSRC=production', `ODOO_CONF=${sandbox.standby.path('etc/odoo/odoo.conf')}`);
  const { stdout } = await runOn(file, '--show');
  expect(stdout).toMatch(/^SYNCSRC="production" +# line 1$/m);
  expect(stdout).toMatch(/^SSH_PORT="22" +# default$/m);
  expect(stdout).toMatch(/^DATA_DIR="\/.*\/data" +# detected: .*odoo\.conf$/m);
  const { settings } = JSON.parse((await runOn(file, '--show', '--json')).stdout);
  expect(settings).toContainEqual({
    key: 'SYNCSRC',
    group: 'production',
    value: 'production',
    from: 'file',
    line: 1,
  });
});

test('[promise 18] [promise 2] a host key is pinned by its fingerprint only', async () => {
  const known = sandbox.standby.path('pinned/known_hosts');
  const file = await copyWith(`SSH_KNOWN_HOSTS=${known}`);
  const silent = await runOn(file, '--pin-host-key');
  expect([silent.exitCode, silent.stdout]).toEqual([
    2,
    expect.stringContaining(`ssh-ed25519 ${fingerprint()}`),
  ]);
  const wrong = await runOn(file, '--pin-host-key', '--fingerprint', `SHA256:${'A'.repeat(43)}`);
  expect([wrong.exitCode, wrong.stderr]).toEqual([12, expect.stringContaining('nothing was pinned')]);
  expect(existsSync(known)).toBe(false);
  expect((await runOn(file, '--pin-host-key', '--fingerprint', fingerprint(), '--dry-run')).exitCode).toBe(0);
  expect(existsSync(known)).toBe(false);
  expect((await runOn(file, '--pin-host-key', '--fingerprint', fingerprint())).exitCode).toBe(0);
  expect(readFileSync(known, 'utf8')).toBe(sandbox.sshd.knownHostsLine());
  expect(bits(known)).toBe('644');
});

test('[promise 18] trust on first use is for the first use', async () => {
  const known = sandbox.standby.path('pinned/first-use');
  const file = await copyWith(`SSH_KNOWN_HOSTS=${known}`);
  expect((await runOn(file, '--pin-host-key', '--trust-on-first-use')).exitCode).toBe(0);
  const first = readFileSync(known, 'utf8');
  expect(first).toBe(sandbox.sshd.knownHostsLine());
  await changeHostKey(sandbox);
  const again = await runOn(file, '--pin-host-key', '--trust-on-first-use');
  expect([again.exitCode, again.stderr]).toEqual([
    12,
    expect.stringContaining('other keys than the pinned ones'),
  ]);
  expect(readFileSync(known, 'utf8')).toBe(first);
  expect((await runOn(file, '--pin-host-key', '--fingerprint', fingerprint())).exitCode).toBe(0);
  expect(readFileSync(known, 'utf8')).toBe(sandbox.sshd.knownHostsLine());
  sandbox.pinHostKey();
});

test('[promise 17] a key of its own, the line and the gate, placed as told, lead to a connection in force', async () => {
  const key = sandbox.standby.path('home/.ssh/of-its-own');
  const file = await copyWith(
    `SSH_KEY=${key}`,
    `APT_KEYRING_DIR=${sandbox.standby.seenAs}/etc/keyrings`,
    'SYNCMODE=off',
  );
  expect((await runOn(file, '--authorized-keys')).stderr).toContain('ot-configure --make-key');
  const made = await runOn(file, '--make-key');
  expect([made.exitCode, bits(key)]).toEqual([0, '600']);
  const before = readFileSync(key);
  const again = await runOn(file, '--make-key');
  expect([again.exitCode, again.stdout, readFileSync(key)]).toEqual([0, made.stdout, before]);

  const printed = await runOn(file, '--authorized-keys');
  const [line = '', ...rest] = printed.stdout.split('\n');
  expect(rest).toEqual(['']);
  expect(line).toMatch(
    /^restrict,command="\/bin\/sh \/\S*\/ot-redundancy-gate \/[^"]*" ssh-ed25519 \S+ ot-redundancy@\S+$/,
  );
  expect(printed.stderr).toContain('sudo install -m 0755 /dev/stdin /usr/local/bin/ot-redundancy-gate');

  const gate = join(sandbox.production.seenAs, 'gate');
  sandbox.production.write('gate', (await runOn(file, '--print-gate')).stdout);
  sandbox.production.write(
    'sshd/authorized_keys',
    `${line.replace('/usr/local/bin/ot-redundancy-gate', gate)}\n`,
  );
  mkdirSync(sandbox.production.path('etc/keyrings'), { recursive: true });
  const { exitCode, stdout } = await runOn(file, '--enable');
  expect(stdout).toContain('[OK] gate          in force');
  expect(stdout).not.toMatch(/^\[(XX|!!)\]/m);
  expect([exitCode, stdout.trimEnd().split('\n').at(-1)]).toEqual([0, 'sync is on']);
  expect(readFileSync(file, 'utf8')).toContain('SYNCMODE="on"');
  sandbox.sshd.authorize(sandbox.standby.path('home/.ssh/id_ed25519.pub'));
});

test('[promise 2] --enable leaves sync off when the connection does not work', async () => {
  const file = await copyWith('SYNCMODE=off');
  await sandbox.sshd.stop();
  const { exitCode, stderr } = await runOn(file, '--enable');
  expect([exitCode, stderr]).toEqual([12, expect.stringContaining('sync was not switched on')]);
  expect(readFileSync(file, 'utf8')).toContain('SYNCMODE="off"');
  await sandbox.sshd.start();
});

/** The command on a terminal of its own. Source: script(1). */
function terminalLine(file: string, args: readonly string[]) {
  const main = resolve(import.meta.dirname, '../../cli/main.ts');
  const command = `'${process.execPath}' '${main}' ot-configure --no-color --config '${file}' ${args.join(' ')}`;
  const env = { PATH: process.env['PATH'] ?? '', HOME: sandbox.standby.path('home'), TERM: 'dumb' };
  return { argv: ['-qec', command, '/dev/null'], env };
}

/** The same to its end, with somebody who types ahead. */
function onTerminal(file: string, typed: string, ...args: readonly string[]) {
  const { argv, env } = terminalLine(file, args);
  return spawnSync('script', argv, { input: typed, env, encoding: 'utf8', timeout: 60_000 });
}

test('on a terminal it asks for host, user and sync; present values are kept by Enter', () => {
  const file = ownFile('SYNCSRC=old-host', 'REMOTEODOO=someone', 'SYNCMODE=off');
  const { status, stdout } = onTerminal(file, 'new-host\n\nn\n');
  expect(stdout).toContain('address of production [old-host]:');
  expect(stdout).toContain('log in as there [someone]:');
  expect(stdout).toContain('ot-configure --make-key');
  expect(readFileSync(file, 'utf8')).toBe('SYNCSRC="new-host"\nREMOTEODOO=someone\nSYNCMODE=off\n');
  expect(status).toBe(0);
});

test('[hazard 24] a reply is data, however it looks: it is asked again', () => {
  const file = ownFile('SYNCSRC=old-host', 'SYNCMODE=off');
  const canary = sandbox.standby.path('canary');
  const { stdout } = onTerminal(file, `$(touch ${canary})\n\`touch ${canary}\`\na|b\ngood-host\n\nn\n`);
  expect(stdout.match(/your reply: SYNCSRC is/g)).toHaveLength(3);
  expect(existsSync(canary)).toBe(false);
  expect(readFileSync(file, 'utf8')).toContain('SYNCSRC="good-host"');
});

test('[promise 2] on a terminal too, sync stays off when the connection does not work', async () => {
  const file = await copyWith('SYNCMODE=off', 'SYNCSRC=no-such-host.invalid');
  const { status, stdout } = onTerminal(file, '\n\ny\n');
  expect(stdout).toContain('[!!] name');
  expect(stdout).toContain('sync was not switched on');
  expect(status).toBe(12);
  expect(readFileSync(file, 'utf8')).toContain('SYNCMODE="off"');
});

test('[promise 18] on a terminal a host key is pinned only when somebody says yes', async () => {
  const known = sandbox.standby.path('pinned/asked');
  const file = await copyWith(`SSH_KNOWN_HOSTS=${known}`);
  const unsure = onTerminal(file, 'y\n', '--pin-host-key');
  expect([unsure.status, existsSync(known)]).toEqual([12, false]);
  expect(unsure.stdout).toContain(fingerprint());
  expect(onTerminal(file, 'yes\n', '--pin-host-key').status).toBe(0);
  expect(readFileSync(known, 'utf8')).toBe(sandbox.sshd.knownHostsLine());
});

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('%s in the middle of the questions leaves them, and nothing is written', async (_, key) => {
  const file = ownFile('SYNCSRC=old-host');
  const { argv, env } = terminalLine(file, []);
  const child = spawn('script', argv, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += String(chunk)));
  // Before the question these keys are a matter between terminal and shell.
  await until(() => said.includes('[old-host]'), 'the first question');
  child.stdin.write('new-host\r');
  await until(() => said.includes('log in as there'), 'the second question');
  child.stdin.write(key);
  const [code] = await once(child, 'exit');
  expect(code).toBe(130);
  expect(readFileSync(file, 'utf8')).toBe('SYNCSRC=old-host\n');
});
