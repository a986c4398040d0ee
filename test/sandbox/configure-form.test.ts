import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyName } from '../../src/config/keys.ts';
import { isKeyName } from '../../src/config/keys.ts';
import type { Bundled } from '../tui/bundled.ts';
import { makeBundle } from '../tui/bundled.ts';
import { toField, toPage, typeValue } from '../tui/form-keys.ts';
import { Terminal } from '../tui/tmux.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const original = [
  '# The original, written by hand',
  'SYNCMODE="off"   # until it is tested',
  'SYNCSRC="NOT-SET"',
  '# who reads there',
  'REMOTEODOO="nobody"',
];

let sandbox: Sandbox;
let program: Bundled;
let file: string;
let key: string;
let known: string;
let before: string;
/** What the sandbox's own configuration says: typed by keys here. */
let values: readonly (readonly [KeyName, string])[];
const terminals: Terminal[] = [];

beforeAll(async () => {
  [sandbox, program] = await Promise.all([
    openSandbox({ CONNECT_SECONDS: 1, MIN_FREE_MB: 1, BANDWIDTH_KBPS: 100_000 }),
    makeBundle(),
  ]);
  await sandbox.production.odoo.attachMany(5);
  sandbox.production.project('odoo-company', ['sale_company']);
  mkdirSync(sandbox.production.path('etc/keyrings'), { recursive: true });
  await sandbox.waitForReplay();
  file = sandbox.standby.path('etc/odoo/original.conf');
  key = sandbox.standby.path('home/.ssh/of-its-own');
  known = sandbox.standby.path('pinned/known_hosts');
  values = ownValues();
  before = `${[...original, `SUMMARYFILE=${valueOf('SUMMARYFILE')}`].join('\n')}\n`;
  writeFileSync(file, before);
});

afterAll(async () => {
  for (const terminal of terminals) terminal[Symbol.dispose]();
  program[Symbol.dispose]();
  await sandbox.close();
});

function ownValues(): readonly (readonly [KeyName, string])[] {
  const own = {
    SSH_KEY: key,
    SSH_KNOWN_HOSTS: known,
    APT_KEYRING_DIR: `${sandbox.standby.seenAs}/etc/keyrings`,
  };
  const lines = readFileSync(sandbox.config, 'utf8').matchAll(/^([A-Z_]+)="(.*)"$/gm);
  const all = new Map([
    ...[...lines].map(([, name = '', value = '']) => [name, value] as const),
    ...Object.entries(own),
  ]);
  return [...all].flatMap(([name, value]) =>
    isKeyName(name) && name !== 'SYNCMODE' ? [[name, value] as const] : [],
  );
}

function valueOf(name: KeyName): string {
  return values.find(([each]) => each === name)?.[1] ?? '';
}

/** Opens the bundled form on a terminal of its own. */
async function openForm(path = file, columns = 80): Promise<Terminal> {
  const argv = [process.execPath, program.path, 'ot-configure', '--config', path] as const;
  const terminal = new Terminal({ argv: [...argv], env: sandbox.environment(), columns });
  terminals.push(terminal);
  // The first frame may be seen a moment before keys are taken.
  await terminal.until(/^(?![^]*being tested)[^]*q leave/);
  return terminal;
}

/** Types all values; each as it would be pasted from notes: in one chunk with the keys that lead there. */
async function typeAll(terminal: Terminal): Promise<void> {
  let count = 0;
  for (const [name, value] of values) {
    terminal.type(typeValue(name, value));
    if (name !== 'SUMMARYFILE' && !['PG_PORT', 'HOLD_DAYS'].includes(name)) count += 1;
    await terminal.until(name);
  }
  expect(count).toBeGreaterThan(15);
}

/** What a person does with a second terminal on production. */
function authorize(line: string): void {
  const gate = join(sandbox.production.seenAs, 'gate');
  sandbox.production.write(
    'gate',
    readFileSync(join(import.meta.dirname, '../../src/machines/gate.sh'), 'utf8'),
  );
  sandbox.production.write(
    'sshd/authorized_keys',
    `${line.replace('/usr/local/bin/ot-redundancy-gate', gate)}\n`,
  );
}

describe('the form over an original configuration of four keys', () => {
  it('tells what is wrong at the field, and takes nothing that is not usable', async () => {
    const terminal = await openForm();
    terminal.type(typeValue('SSH_PORT', '99999'));
    await terminal.until('This is not usable: expected a whole number from 1 to 65535.');
    terminal.keys('Escape');
    await terminal.until('no changes');
    terminal.type(toField('SYNCSRC'));
    terminal.keys('Enter');
    terminal.type('\u001b[200~no-such-host.invalid\r\n\u001b[201~');
    terminal.keys('Enter');
    await terminal.until(/\[!!\] name +no-such-host.invalid is not known/);
    terminal.type('u');
    await terminal.until('no changes');
    terminal.type('q');
    expect(await terminal.exitCode()).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it.each([
    ['Ctrl-C', 130, (terminal: Terminal) => terminal.keys('C-c')],
    ['SIGHUP', 130, (terminal: Terminal) => process.kill(terminal.pid(), 'SIGHUP')],
    ['SIGKILL', 137, (terminal: Terminal) => process.kill(terminal.pid(), 'SIGKILL')],
    ['q and yes', 0, (terminal: Terminal) => terminal.type('qy')],
  ])('leaves nothing half done behind when it is left by %s', async (_, code, leave) => {
    const terminal = await openForm();
    terminal.type(typeValue('SYNCSRC', '127.0.0.1'));
    terminal.type(typeValue('HOLD_DAYS', '40'));
    await terminal.until('2 changes, not written');
    leave(terminal);
    expect(await terminal.exitCode()).toBe(code);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect([existsSync(key), existsSync(known)]).toEqual([false, false]);
  });

  it('[promise 17] [promise 18] configures all of it by keys: key, host key, line, login, file, sync', async () => {
    const terminal = await openForm();
    await typeAll(terminal);
    terminal.type('ag');
    await terminal.until(/❯ \[ {2}\] ssh key/);
    // Enter that was typed ahead confirms nothing.
    terminal.type('\r\r');
    await terminal.until('Make an ssh key for production now?');
    expect(existsSync(key)).toBe(false);
    terminal.type('y');
    await terminal.until(/\[OK\] ssh key/);
    await pinByYes(terminal);
    terminal.type('gjj\r');
    await terminal.until('The line for authorized_keys on production');
    terminal.type('s');
    await terminal.until('saved the line for production');
    terminal.keys('Escape');
    await waitForLogin(terminal);
    await terminal.until(/\[OK\] line +in force/);
    // Nothing of all that has touched the file.
    expect(readFileSync(file, 'utf8')).toBe(before);
    await writeAndSync(terminal);
    terminal.type('q');
    expect(await terminal.exitCode()).toBe(0);
    const shown = terminal.screen();
    expect(shown).toContain(`Done: wrote ${file}.`);
    expect(shown).not.toContain('restrict,command');
  });

  it('finds nothing left to be written when it is opened again', async () => {
    const terminal = await openForm(file, 120);
    terminal.type('w');
    await terminal.until(/\[OK\] write +the file says all this already/);
    await terminal.until(/\[OK\] sync on/);
    terminal.type(toPage('files'));
    await terminal.until(/\[OK\] reading/);
    await terminal.until(/\[OK\] rsync +production has version/);
    terminal.type(toPage('postgres'));
    await terminal.until(/\[OK\] replication .*is a standby, streaming/);
    terminal.type('q');
    expect(await terminal.exitCode()).toBe(0);
  });
});

async function pinByYes(terminal: Terminal): Promise<void> {
  await terminal.until(/\[ {2}\] host key +not pinned yet: SHA256:/);
  terminal.type('gj\r');
  await terminal.until('ssh-keygen -lf');
  terminal.type('y\r');
  await terminal.until('Type yes, or paste the fingerprint');
  expect(existsSync(known)).toBe(false);
  terminal.type('\u0015yes\r');
  await terminal.until(/\[OK\] host key +pinned: SHA256:/);
  expect(readFileSync(known, 'utf8')).toBe(sandbox.sshd.knownHostsLine());
}

async function waitForLogin(terminal: Terminal): Promise<void> {
  terminal.type('G\r');
  await terminal.until(/waiting; tried [1-9]/);
  await terminal.until('refuses the login');
  const [line = ''] = readFileSync(join(valueOf('STATE_DIR'), 'authorized_keys-line'), 'utf8').split('\n');
  authorize(line);
  await terminal.until('[OK] production lets us in');
  terminal.keys('Enter');
}

async function writeAndSync(terminal: Terminal): Promise<void> {
  terminal.type('w');
  await terminal.until(/\[ {2}\] write +\d+ lines/);
  terminal.type('g\ry');
  await terminal.until(/\[OK\] write +the file says all this already/);
  const text = readFileSync(file, 'utf8');
  for (const line of original.filter((each) => each.startsWith('#'))) expect(text).toContain(`${line}\n`);
  expect(text).toContain('SYNCMODE="off"   # until it is tested\nSYNCSRC="127.0.0.1"\n');
  expect((statSync(file).mode & 0o777).toString(8)).toBe('640');
  terminal.type('\ry');
  await terminal.until('sync is on', 60_000);
  await terminal.until('[OK] ended well');
  terminal.keys('Escape');
  await terminal.until(/\[OK\] sync on/);
  terminal.type('G\ry');
  await terminal.until('[OK] ended well', 120_000);
  terminal.keys('Escape');
  await terminal.until(/\[OK\] first sync +ended with exit code 0/);
  expect(sandbox.standby.odoo.names()).toEqual(sandbox.production.odoo.names());
}
