import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canMount, replug, unplug } from './faults.ts';
import { until } from './processes.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const command = 'ot-disable-standby-mode';
const confirm = ['--confirm', hostname()];
const inRecovery = ({ standby }: Sandbox) => standby.postgres.sql('SELECT pg_is_in_recovery()');

it('[promise 11] a production that comes back while the promotion is under way stops it', async () => {
  await using sandbox = await openSandbox({ CONNECT_SECONDS: 1 });
  await sandbox.waitForReplay();
  await unplug(sandbox);
  // Somebody holds a sync's lock: the promotion waits in the middle.
  mkdirSync(sandbox.standby.path('run'), { recursive: true });
  const lock = sandbox.standby.path('run/projects.lock');
  const holder = spawn('flock', [lock, 'cat'], { stdio: ['pipe', 'ignore', 'ignore'] });
  const promotion = sandbox.start(command, confirm);
  const waits = () => promotion.output().stderr.includes('[..] end the runs');
  await until(waits, 'the promotion to be in the middle');
  const before = sandbox.sshd.log().length;
  await replug(sandbox);
  const knocked = () => /closed by|Connection/.test(sandbox.sshd.log().slice(before));
  await until(knocked, 'the promotion to have looked again');
  holder.stdin.end();
  const { exitCode, stderr } = await promotion.result;
  expect([exitCode, stderr]).toEqual([13, expect.stringContaining('production still shows signs of life')]);
  expect(stderr).toContain('This machine is a standby as before; sync is off (ot-enable-sync).');
  expect(await inRecovery(sandbox)).toBe('t');
  await unplug(sandbox);
  expect((await sandbox.run(command, confirm)).exitCode).toBe(0);
});

/** One standby whose production is dark: what is not known keeps it as it is, until somebody says how he knows. */
describe('[promise 11] what cannot be looked at is not taken for silence', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await openSandbox({ CONNECT_SECONDS: 1 });
    const { postgres } = sandbox.production;
    await postgres.sql('CREATE ROLE watcher LOGIN');
    await sandbox.waitForReplay();
    await sandbox.sshd.stop();
  });
  afterAll(() => sandbox.close());
  afterEach(() => sandbox.configure({ SYNCSRC: '127.0.0.1', PG_USER: 'postgres' }));

  async function expectUnknown(saying: string): Promise<void> {
    const { exitCode, stdout, stderr } = await sandbox.run(command, confirm);
    const cannot = `it cannot be told whether production lives .*${saying}`;
    expect([exitCode, stderr]).toEqual([13, expect.stringMatching(cannot)]);
    expect(stdout).toMatch(new RegExp(`\\[\\?\\?\\] .*${saying}`));
    expect(stdout).not.toContain('[!!]');
    expect(await inRecovery(sandbox)).toBe('t');
  }

  it('a receiver that the database user may not see', async () => {
    sandbox.configure({ PG_USER: 'watcher' });
    await expectUnknown('there is a receiver, and watcher may not see');
  });

  it('while its PostgreSQL lives on a port of its own, although nothing of it is received', async () => {
    const { production, standby } = sandbox;
    // Its slot is gone, so that no WAL comes.
    await standby.postgres.sql("ALTER SYSTEM SET primary_slot_name = 'gone'");
    await standby.postgres.sql('SELECT pg_reload_conf()');
    await until(
      async () => (await standby.postgres.sql('SELECT count(*) FROM pg_stat_wal_receiver')) === '0',
      'the receiver to be gone',
    );
    const { exitCode, stderr } = await sandbox.run(command, confirm);
    const says = `signs of life .*PostgreSQL: port ${production.postgres.port} is open`;
    expect([exitCode, stderr]).toEqual([13, expect.stringMatching(says)]);
  });

  it('a production without address', async () => {
    await sandbox.production.postgres.stop('immediate');
    sandbox.configure({ SYNCSRC: 'NOT-SET' });
    await expectUnknown('production is not known');
    expect((await sandbox.run(command, ['--dry-run'])).stdout.match(/address: /g)).toHaveLength(1);
    sandbox.configure({ SYNCSRC: 'production.invalid' });
    await expectUnknown('production.invalid');
  });

  it('fencing cannot prove then that production is off', async () => {
    const fence = () => sandbox.run('ot-recovery', ['step', 'fence', 'run']);
    await sandbox.run('ot-recovery', ['start', 'dark']);
    sandbox.configure({ SYNCSRC: 'production.invalid' });
    expect(await fence()).toMatchObject({ exitCode: 13, stderr: expect.stringContaining('cannot be told') });
    // The database of this machine being down, production's ports are looked at all the same.
    sandbox.configure({ SYNCSRC: '127.0.0.1' });
    await sandbox.standby.postgres.stop();
    expect(await fence()).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('database of this machine, cannot be asked'),
    });
    await sandbox.sshd.start();
    expect(await fence()).toMatchObject({
      exitCode: 13,
      stderr: expect.stringContaining('production lives: ssh'),
    });
    await sandbox.sshd.stop();
    await sandbox.standby.postgres.start();
    await sandbox.run('ot-recovery', ['finish', '--reason', 'tried']);
  });

  /** A dry run in a network of its own, which a script of sh makes. */
  const within = (script: string) =>
    sandbox.run(command, ['--dry-run'], {
      under: ['unshare', '--net', 'sh', '-e', '-c', `${script}; exec "$0" "$@"`],
    });
  const cable = `ip link add v0 type veth peer name v1; ip addr add 192.0.2.5/24 dev v0; ip link set v0 up`;

  it.runIf(canMount)('a network of this machine that is down', async () => {
    sandbox.configure({ SYNCSRC: '192.0.2.1' });
    for (const [script, saying] of [
      ['true', /\[\?\?\] ssh: .* cannot be asked: there is no way to it from here/],
      [cable, /\[\?\?\] ssh: .* cannot be asked: this machine's own network \(192\.0\.2\.5\) has no link/],
    ] as const)
      expect((await within(script)).stdout).toMatch(saying);
  });

  it.runIf(canMount)(
    'a name or an address of production that was repointed to this machine already',
    async () => {
      sandbox.configure({ SYNCSRC: '192.0.2.5' });
      const { stdout } = await within(`${cable}; ip link set v1 up`);
      expect(stdout).toMatch(/\[\?\?\] address: 192\.0\.2\.5 leads to this machine itself/);
    },
  );

  it.runIf(canMount)('while a machine that is off is plain silence', async () => {
    sandbox.configure({ SYNCSRC: '192.0.2.1' });
    const { stdout } = await within(`${cable}; ip link set v1 up`);
    expect(stdout).toMatch(/\[OK\] ssh: port \d+ (does not answer|is not reached)/);
    expect(stdout).not.toMatch(/\[(\?\?|!!)\]/);
  });

  it('an acceptance with its reason is recorded, and goes on', async () => {
    sandbox.configure({ SYNCSRC: 'NOT-SET' });
    const args = [...confirm, '--accept-live-production', 'I stand beside it: it is off'];
    expect((await sandbox.run(command, args)).exitCode).toBe(0);
    const report = await sandbox.run('ot-recovery', ['report']);
    expect(report.stdout).toContain('I stand beside it: it is off');
  });
});
