import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { gateScript } from '../../src/machines/gate-script.ts';
import { changeHostKey, moveAway } from './faults.ts';
import { gone, until, withDescendants } from './processes.ts';
import { pauseReplay, promote, resumeReplay } from './replication.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let undo: (() => unknown)[];

interface Probe {
  readonly probe: string;
  readonly verdict: string;
  readonly seen: string;
  readonly next?: string;
}

beforeAll(async () => {
  sandbox = await openSandbox({ CONNECT_SECONDS: 1, MIN_FREE_MB: 1 });
  sandbox.configure({ APT_KEYRING_DIR: `${sandbox.standby.seenAs}/etc/keyrings` });
  sandbox.production.write('gate/ot-redundancy-gate', gateScript);
});

beforeEach(() => {
  undo = [];
  authorize(forced('data share etc'));
});

afterEach(async () => {
  for (const act of undo.reverse()) await act();
});

afterAll(() => sandbox.close());

const authorize = (options: string) =>
  sandbox.sshd.authorize(sandbox.standby.path('home/.ssh/id_ed25519.pub'), options);

function forced(folders: string): string {
  const { seenAs } = sandbox.production;
  const roots = folders.split(' ').map((folder) => `${seenAs}/${folder}`);
  return `restrict,command="/bin/sh ${seenAs}/gate/ot-redundancy-gate ${roots.join(' ')} /usr/bin/python3"`;
}

async function examine(): Promise<{
  exitCode: number | undefined;
  probes: readonly Probe[];
  not: (...allowed: string[]) => readonly Probe[];
}> {
  const { exitCode, stdout } = await sandbox.run('ot-connection-test', ['--json']);
  const { probes } = JSON.parse(stdout) as { probes: readonly Probe[] };
  return {
    exitCode,
    probes,
    not: (...allowed) => probes.filter(({ verdict }) => !allowed.includes(verdict)),
  };
}

test('[promise 17] all is well with a pinned key and the gate in force', async () => {
  const { exitCode, probes, not } = await examine();
  expect(not('ok', 'skipped')).toEqual([]);
  expect(exitCode).toBe(0);
  const names = probes.map(({ probe }) => probe);
  expect([...new Set(names)]).toEqual([
    'configuration',
    'name',
    'port',
    'host key',
    'login',
    'gate',
    'reading',
    'rsync',
    'clock',
    'replication',
    'disk',
  ]);
  expect(probes.find(({ probe }) => probe === 'gate')?.seen).toBe('in force, version 1');
});

test('for people it is a line for each probe, and a second one where something is to be done', async () => {
  authorize('');
  const { exitCode, stdout } = await sandbox.run('ot-connection-test');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^\[OK\] configuration /);
  expect(stdout).toMatch(/^\[! \] gate {10}not in force.*\n {5}→ .*authorized-keys/m);
  expect((await sandbox.run('ot-connection-test', ['--quiet'])).stdout).toBe('');
});

test('[promise 17] a key with a whole shell is a warning', async () => {
  authorize('');
  const { exitCode, not } = await examine();
  expect(exitCode).toBe(0);
  expect(not('ok', 'skipped')).toMatchObject([{ probe: 'gate', verdict: 'warning' }]);
});

test('a good host key is seen by one connection: sshd holds those without a login against who makes many', async () => {
  const { standby } = sandbox;
  standby.fixture('ssh-keyscan', 'exec /usr/bin/ssh-keyscan "$@"');
  undo.push(() => rmSync(standby.path('bin/ssh-keyscan')));
  expect((await examine()).exitCode).toBe(0);
  const scans = standby.calls().filter((call) => call.startsWith('ssh-keyscan '));
  expect(scans).toEqual([expect.stringContaining(' -t ssh-ed25519 ')]);
});

test('[promise 18] a changed host key is told apart, and nothing is read', async () => {
  await changeHostKey(sandbox);
  undo.push(() => sandbox.pinHostKey());
  const { exitCode, not } = await examine();
  expect(exitCode).toBe(12);
  const failures = not('ok', 'skipped').map(({ probe, verdict }) => [probe, verdict]);
  expect(failures).toEqual([
    ['host key', 'failed'],
    ['login', 'failed'],
  ]);
});

test('[promise 18] a host key that nobody pinned is told apart', async () => {
  sandbox.configure({ SSH_KNOWN_HOSTS: `${sandbox.standby.seenAs}/none` });
  const away = moveAway(sandbox.standby, 'home/.ssh/known_hosts');
  undo.push(away, () =>
    sandbox.configure({ SSH_KNOWN_HOSTS: `${sandbox.standby.seenAs}/home/.ssh/known_hosts` }),
  );
  const { exitCode, probes } = await examine();
  expect(exitCode).toBe(12);
  expect(probes.find(({ probe }) => probe === 'host key')).toMatchObject({
    verdict: 'failed',
    seen: 'no key is pinned for production',
  });
});

test('[promise 6] a server that hangs is found out in time', async () => {
  await sandbox.sshd.hang();
  undo.push(() => sandbox.sshd.start());
  const began = performance.now();
  const { exitCode, probes } = await examine();
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(exitCode).toBe(12);
  expect(probes.find(({ probe }) => probe === 'port')).toMatchObject({
    verdict: 'failed',
    seen: expect.stringContaining('accepts the connection, then says nothing'),
  });
});

test('[promise 6] Ctrl-C ends it at once, and leaves no ssh behind', async () => {
  authorize('command="exec sleep 600"');
  const started = sandbox.start('ot-connection-test');
  await until(
    () => withDescendants(started.pid).length > 1 && started.output().stdout.includes('port'),
    'the login',
  );
  const children = withDescendants(started.pid);
  started.kill('SIGINT');
  expect(await started.result).toMatchObject({ exitCode: 130 });
  await gone(children);
});

test('a production that is down is unreachable; what can be seen from here is told all the same', async () => {
  await sandbox.sshd.stop();
  undo.push(() => sandbox.sshd.start());
  const { exitCode, probes } = await examine();
  expect(exitCode).toBe(12);
  const verdicts = (name: string) =>
    probes.filter(({ probe }) => probe === name).map(({ verdict }) => verdict);
  expect(verdicts('port')).toEqual(['failed']);
  expect(verdicts('reading')).toEqual(['skipped']);
  expect(verdicts('replication')).toEqual(['ok']);
});

test('a name that nobody knows is told', async () => {
  sandbox.configure({ SYNCSRC: 'no-such-host.invalid' });
  undo.push(() => sandbox.configure({ SYNCSRC: '127.0.0.1' }));
  const { exitCode, probes } = await examine();
  expect(exitCode).toBe(12);
  expect(probes[1]).toMatchObject({ probe: 'name', verdict: 'failed' });
});

test.each([
  ['a missing configuration', {}, 'NONE'],
  ['an unset production', { SYNCSRC: 'NOT-SET' }, undefined],
  ['a key that is not there', { SSH_KEY: '/nonexistent/key' }, undefined],
])('[promise 2] %s ends with 10, and nothing else is tried', async (_what, values, file) => {
  const { seenAs } = sandbox.standby;
  sandbox.configure(values);
  undo.push(() => sandbox.configure({ SYNCSRC: '127.0.0.1', SSH_KEY: `${seenAs}/home/.ssh/id_ed25519` }));
  const other = file === undefined ? [] : ['--config', `${seenAs}/${file}`];
  const { exitCode, stdout } = await sandbox.run('ot-connection-test', [...other, '--json']);
  expect(exitCode).toBe(10);
  expect(JSON.parse(stdout)).toMatchObject({
    exit: 'configuration',
    probes: [{ probe: 'configuration', verdict: 'failed', next: expect.any(String) }],
  });
});

test('a login that is refused, and one that leads elsewhere, are told', async () => {
  sandbox.production.write('sshd/authorized_keys', '');
  const refused = await examine();
  expect(refused.exitCode).toBe(12);
  expect(refused.not('ok', 'skipped')).toMatchObject([{ probe: 'login', verdict: 'failed' }]);
  authorize('command="echo elsewhere"');
  const elsewhere = await examine();
  expect(elsewhere.exitCode).toBe(12);
  expect(elsewhere.not('ok', 'skipped')).toMatchObject([
    { probe: 'login', seen: expect.stringContaining('something else than the gate: elsewhere') },
  ]);
});

test('a path that the line does not allow, and one that is not there, are told', async () => {
  authorize(forced('data share/x etc'));
  const refused = await examine();
  expect(refused.exitCode).toBe(1);
  expect(refused.not('ok', 'skipped')).toMatchObject([
    {
      probe: 'reading',
      verdict: 'failed',
      seen: expect.stringContaining('share (the addon projects) is not allowed'),
    },
  ]);
  authorize(forced('data share etc'));
  undo.push(moveAway(sandbox.production, 'data/filestore'));
  const missing = await examine();
  expect(missing.exitCode).toBe(1);
  expect(missing.not('ok', 'skipped')).toMatchObject([
    { probe: 'reading', verdict: 'failed', seen: expect.stringContaining('filestore) is not there') },
  ]);
});

test('[hazard 25] [promise 8] what production prints is shown, never run', async () => {
  const canary = sandbox.standby.path('canary');
  sandbox.production.write(
    'hostile',
    `case "$SSH_ORIGINAL_COMMAND" in
  *hold) printf 'gate 1 forced\\nhost $(touch ${canary})\\ntime 1\\nrsync 3.2;touch ${canary}\\nos \\033[2J\`touch ${canary}\`\\nready\\n'; cat >/dev/null ;;
  *) printf '\\nbegin\\n$(touch ${canary}) /\\n\\033[2Jfolder /x\\n../x /etc\\nend\\n' ;;
esac`,
  );
  authorize(`command="/bin/sh ${sandbox.production.seenAs}/hostile"`);
  const { exitCode, stdout } = await sandbox.run('ot-connection-test');
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`calls itself $(touch ${canary})`);
  expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  expect(sandbox.standby.exists('canary')).toBe(false);
});

test('a paused replay is a warning', async () => {
  await pauseReplay(sandbox.standby.postgres);
  undo.push(() => resumeReplay(sandbox.standby.postgres));
  const { exitCode, not } = await examine();
  expect(exitCode).toBe(0);
  expect(not('ok', 'skipped')).toMatchObject([
    { probe: 'replication', seen: expect.stringContaining('paused') },
  ]);
});

test('too little free space is a failure', async () => {
  sandbox.configure({ MIN_FREE_MB: 10_000_000 });
  undo.push(() => sandbox.configure({ MIN_FREE_MB: 1 }));
  const { exitCode, not } = await examine();
  expect(exitCode).toBe(1);
  expect(not('ok', 'skipped').every(({ probe }) => probe === 'disk')).toBe(true);
});

test('a clock that is wrong is a warning', async () => {
  sandbox.production.fixture('date', 'echo 1000');
  undo.push(moveAway.bind(undefined, sandbox.production, 'bin/date'));
  const { not } = await examine();
  expect(not('ok', 'skipped')).toMatchObject([
    { probe: 'clock', seen: expect.stringMatching(/clock is \d+ s behind/) },
  ]);
});

test('a machine without rsync is a failure', async () => {
  sandbox.production.fixture('rsync', 'exit 127');
  undo.push(moveAway.bind(undefined, sandbox.production, 'bin/rsync'));
  const { exitCode, not } = await examine();
  expect(exitCode).toBe(1);
  expect(not('ok', 'skipped')).toMatchObject([{ probe: 'rsync', seen: 'production has no rsync' }]);
});

test('[promise 1] a primary is told that nothing syncs here', async () => {
  await promote(sandbox.standby.postgres);
  const { exitCode, not } = await examine();
  expect(exitCode).toBe(1);
  expect(not('ok', 'skipped')).toMatchObject([
    { probe: 'replication', verdict: 'failed', seen: expect.stringContaining('is a primary') },
  ]);
});
