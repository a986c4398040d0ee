import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/keys.ts';
import type { Failure } from '../../src/failures.ts';
import { gateScript } from '../../src/machines/gate-script.ts';
import type { Production } from '../../src/machines/production.ts';
import { openProduction } from '../../src/machines/production.ts';
import { testContext } from '../support/context.ts';
import { changeHostKey } from './faults.ts';
import { until } from './processes.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let config: Config;
let forced: string;

beforeAll(async () => {
  sandbox = await openSandbox({ CONNECT_SECONDS: 1 });
  sandbox.production.write('gate/ot-redundancy-gate', gateScript);
  const { seenAs } = sandbox.production;
  forced = `restrict,command="/bin/sh ${seenAs}/gate/ot-redundancy-gate ${seenAs}/data ${seenAs}/share"`;
  config = (await loadConfig(sandbox.config)).values;
});

beforeEach(() => authorize(''));

afterAll(() => sandbox.close());

const authorize = (options: string) =>
  sandbox.sshd.authorize(sandbox.standby.path('home/.ssh/id_ed25519.pub'), options);

const here = (...parts: readonly string[]) => join(sandbox.production.seenAs, ...parts);

async function connected<T>(
  act: (production: Production) => Promise<T>,
  values: Config = config,
): Promise<T> {
  const production = await openProduction(testContext(), values);
  try {
    return await act(production);
  } finally {
    await production.close();
  }
}

const refusal = (act: Promise<unknown>) =>
  act.then(
    () => expect.unreachable('it should have failed'),
    (error: Failure) => ({ code: error.code, what: error.message }),
  );

/** The ssh processes that hold a connection of this sandbox. */
function sshProcesses(): string[] {
  const commandLines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return '';
      }
    });
  return commandLines.filter((line) => line.startsWith('ssh\0') && line.includes(`${config.RUN_DIR}/ssh-`));
}

const modes = [
  ['inline', () => authorize('')],
  ['forced', () => authorize(forced)],
] as const;

test.each(modes)(
  'a key that leads to the gate %s is greeted, and leaves no ssh behind',
  async (mode, setUp) => {
    setUp();
    const hello = await connected(async (production) => {
      expect(sshProcesses()).toHaveLength(1);
      return production.hello;
    });
    expect(hello).toMatchObject({ mode, gate: 1, rsync: expect.stringMatching(/^3\./), noise: '' });
    expect(sshProcesses()).toEqual([]);
    expect(readdirSync(config.RUN_DIR)).toEqual([]);
  },
);

test.each(modes)('questions are answered %s', async (_mode, setUp) => {
  setUp();
  sandbox.production.write('share/odoo-sales/sale_x/__manifest__.py', '{}');
  sandbox.production.write('data/plain/f', 'abc');
  const [checks, projects, list] = await connected(async (production) => [
    await production.ask('check', here('data'), here('data/plain/f'), here('data/none')),
    await production.ask('projects', here('share')),
    await production.ask('list', here('data/plain')),
  ]);
  const expected = `folder ${here('data')}\nfile ${here('data/plain/f')}\nmissing ${here('data/none')}\n`;
  expect(checks).toBe(expected);
  expect(projects).toBe('folder\0odoo-sales\0module\0odoo-sales/sale_x/__manifest__.py\0');
  expect(list).toMatch(/^f\x003\x00[\d.]+\x00\d+\x00\x00f\x00$/);
});

test.each(modes)('files with odd names are fetched %s, each byte as it was', async (_mode, setUp) => {
  setUp();
  const names = [
    'a b',
    "it's",
    '-n',
    '$(touch x)',
    'new\nline',
    '*',
    '"q"',
    'caf\xe9 latin1',
    '\xc3\xa9 utf8',
    ' ',
  ];
  const from = sandbox.production.path('data/odd');
  mkdirSync(from, { recursive: true });
  for (const name of [...names, 'not asked for']) writeFileSync(bytes(join(from, name)), name, 'latin1');
  const into = mkdtempSync(sandbox.standby.path('var', 'fetched-'));
  const request = { from: `${here('data/odd')}/`, into: `${into}/`, names, options: ['-rlt'], label: 'odd' };
  const outcome = await connected((production) => production.fetch(request));
  expect([outcome.exitCode, outcome.stderr]).toEqual([0, '']);
  const arrived = readdirSync(into, { encoding: 'buffer' }).map((name) => name.toString('latin1'));
  expect(arrived.sort()).toEqual([...names].sort());
  for (const name of names) expect(readFileSync(bytes(join(into, name)), 'latin1')).toBe(name);
});

const bytes = (path: string) => Buffer.from(path, 'latin1');

test('[promise 17] the forced command refuses what is not below its folders', async () => {
  authorize(forced);
  const outside = connected((production) => production.ask('list', here('etc')));
  expect(await refusal(outside)).toMatchObject({ code: 'gate-refused' });
  const checks = await connected((production) => production.ask('check', '/etc/passwd'));
  expect(checks).toBe('refused /etc/passwd\n');
  const into = sandbox.standby.path('var', 'refused');
  const request = { from: here('etc/odoo/'), into, options: ['-rlt'], label: 'x' };
  const outcome = await connected((production) => production.fetch(request));
  expect(outcome.exitCode).not.toBe(0);
  expect(outcome.stderr).toContain('ot-gate: refused');
});

test('a login shell that chatters is passed over, but no transfer is tried through it', async () => {
  authorize(`command="echo begin of noise; printf 'time 12 and so on'; eval \\"$SSH_ORIGINAL_COMMAND\\""`);
  await connected(async (production) => {
    expect(production.hello).toMatchObject({
      mode: 'inline',
      noise: expect.stringContaining('begin of noise'),
    });
    expect(production.hello.time).toBeGreaterThan(1_000_000);
    expect(await production.ask('check', here('data'))).toBe(`folder ${here('data')}\n`);
    const request = { from: here('data/'), into: sandbox.standby.path('var'), options: ['-rlt'], label: 'x' };
    expect(await refusal(production.fetch(request))).toMatchObject({ code: 'answer' });
  });
});

test.each([
  ['something else that ends', 'command="echo hello there"', 'gate-refused'],
  ['something else that fails', 'command="echo no >&2; exit 3"', 'gate-refused'],
  ['a gate that greets wrongly', 'command="printf \'gate x forced\\nready\\n\'"', 'gate-refused'],
])('a forced command that is %s is told apart', async (_what, options, code) => {
  authorize(options);
  expect(await refusal(connected(async () => 'connected'))).toMatchObject({ code });
});

test('[promise 6] a forced command that never says a word is ended', async () => {
  authorize('command="exec sleep 600"');
  const began = performance.now();
  expect(await refusal(connected(async () => 'connected'))).toMatchObject({ code: 'unreachable' });
  expect(performance.now() - began).toBeLessThan(15_000);
  expect(sshProcesses()).toEqual([]);
});

test('an answer that is cut short is no answer', async () => {
  const cut = `case "$SSH_ORIGINAL_COMMAND" in *"--inline check"*) printf '\\nbegin\\nfolder /x\\n';; *) eval "$SSH_ORIGINAL_COMMAND";; esac`;
  authorize(`command="${cut.replaceAll('"', '\\"')}"`);
  const asked = connected((production) => production.ask('check', here('data')));
  expect(await refusal(asked)).toMatchObject({ code: 'answer' });
});

test('a login that production does not know is refused', async () => {
  sandbox.production.write('sshd/authorized_keys', '');
  expect(await refusal(connected(async () => 'connected'))).toMatchObject({ code: 'login' });
});

test('[promise 6] a server that accepts and hangs is given up', async () => {
  await sandbox.sshd.hang();
  const failure = await refusal(connected(async () => 'connected'));
  expect(failure).toMatchObject({ code: 'unreachable' });
  expect(sshProcesses()).toEqual([]);
  await sandbox.sshd.start();
});

test('a server that is gone is unreachable', async () => {
  await sandbox.sshd.stop();
  expect(await refusal(connected(async () => 'connected'))).toMatchObject({ code: 'unreachable' });
  await sandbox.sshd.start();
});

test('[promise 18] an unknown and a changed host key are refused', async () => {
  const empty = { ...config, SSH_KNOWN_HOSTS: '/dev/null' };
  expect(await refusal(connected(async () => 'connected', empty))).toMatchObject({ code: 'host-key' });
  await changeHostKey(sandbox);
  expect(await refusal(connected(async () => 'connected'))).toMatchObject({ code: 'host-key' });
  sandbox.pinHostKey();
});

test('[promise 6] a question that production does not finish is ended in time', async () => {
  await connected(
    async (production) => {
      sandbox.sshd.freeze();
      expect(await refusal(production.ask('check', here('data')))).toMatchObject({ code: 'unreachable' });
    },
    { ...config, COMMAND_SECONDS: 1 },
  ).finally(() => sandbox.sshd.thaw());
  expect(sshProcesses()).toEqual([]);
});

test('a connection that breaks between two questions is made anew', async () => {
  await connected(async (production) => {
    await sandbox.sshd.cutSessions();
    expect(await production.ask('check', here('data'))).toBe(`folder ${here('data')}\n`);
  });
  expect(sshProcesses()).toEqual([]);
});

test('[promise 6] killed in the middle, it leaves no connection behind', async () => {
  const project = resolve(import.meta.dirname, '../..');
  const script = `
    const { createContext } = await import('${project}/cli/context.ts');
    const { loadConfig } = await import('${project}/src/config/load.ts');
    const { openProduction } = await import('${project}/src/machines/production.ts');
    const { values } = await loadConfig(${JSON.stringify(sandbox.config)});
    await openProduction(createContext({ quiet: true, color: false }), values);
    console.log('connected');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  expect(sshProcesses()).toHaveLength(1);
  child.kill('SIGKILL');
  await until(() => sshProcesses().length === 0, 'ssh to end by itself', 5_000);
  expect(readdirSync(config.RUN_DIR)).toEqual([]);
});

test('[promise 8] nothing but plain paths is asked about', async () => {
  await connected(async (production) => {
    for (const odd of ['/a;touch x', '/a b', '-rf', '/a/../b', "/a'b", '/a$b', '/a\nb', '']) {
      expect(await refusal(production.ask('check', odd))).toMatchObject({ code: 'config-value' });
    }
  });
});
