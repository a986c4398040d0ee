import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeBundle } from '../tui/bundled.ts';
import { Terminal } from '../tui/tmux.ts';
import { breakOdoo, canMount, moveAway, replug, smallDisk, unplug } from './faults.ts';
import { until } from './processes.ts';
import { setOption } from './ready.ts';
import { pauseReplay, resumeReplay } from './replication.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const command = 'ot-disable-standby-mode';
const confirm = ['--confirm', hostname()];

/** Lets commits of the standby's database wait for a standby of its own, as production's do. */
async function waitForStandby({ standby: { postgres } }: Sandbox, name: string): Promise<void> {
  await postgres.sql(`ALTER SYSTEM SET synchronous_standby_names = '${name}'`);
  await postgres.sql('SELECT pg_reload_conf()');
  await until(async () => (await postgres.sql('SHOW synchronous_standby_names')) === name, 'the setting');
}

/** One standby whose production is dark: whatever is refused leaves it as it was, so all take their turn on it. */
describe('ot-disable-standby-mode refuses', () => {
  let sandbox: Sandbox;
  let own: { readonly PG_HOST: string; readonly PG_PORT: number };

  beforeAll(async () => {
    sandbox = await openSandbox({ CONNECT_SECONDS: 1, COMMAND_SECONDS: 20 });
    const { port, socketFolder } = sandbox.standby.postgres;
    own = { PG_HOST: socketFolder, PG_PORT: port };
    await sandbox.waitForReplay();
    await unplug(sandbox);
  });
  afterAll(() => sandbox.close());

  afterEach(async () => {
    sandbox.configure({ ...own, PG_CLUSTER: '' });
    expect(await sandbox.standby.postgres.sql('SELECT pg_is_in_recovery()')).toBe('t');
    expect(sandbox.standby.read('etc/odoo/ot-redundancy-sync.conf')).toMatch(/SYNCMODE="?on/);
    expect(sandbox.standby.exists('var/services/odoo.enabled')).toBe(false);
  });

  async function expectRefused(saying: string | RegExp, args: readonly string[] = confirm): Promise<void> {
    const { exitCode, stderr } = await sandbox.run(command, args);
    expect([exitCode, stderr]).toEqual([13, expect.stringMatching(saying)]);
  }

  /** Debian's list of clusters, as this machine would have them. */
  function listClusters(...names: readonly string[]): void {
    const { port, socketFolder } = sandbox.standby.postgres;
    const rows = names.map((cluster) => ({
      ...{ version: '15', cluster, port, running: 1, socketdir: socketFolder },
      pgdata: sandbox.standby.path('var/small'),
    }));
    mkdirSync(sandbox.standby.path('var/small'), { recursive: true });
    sandbox.standby.fixture('pg_lsclusters', `cat <<'EOF'\n${JSON.stringify(rows)}\nEOF`);
    sandbox.configure({ PG_HOST: '' });
  }

  it('[promise 10] on production itself, and on any primary on which no promotion was begun', async () => {
    await replug(sandbox);
    const { port, socketFolder } = sandbox.production.postgres;
    sandbox.configure({ PG_HOST: socketFolder, PG_PORT: port });
    await expectRefused('is a primary .* there is nothing to promote');
    await unplug(sandbox);
  });

  it('[promise 10] when the name of another machine is typed', async () => {
    await expectRefused('"production" was typed', ['--confirm', 'production']);
  });

  it('[promise 1] while PostgreSQL is down', async () => {
    await sandbox.standby.postgres.stop();
    await expectRefused('not certain that .* is a standby');
    await sandbox.standby.postgres.start();
  });

  it('[promise 10] a cluster that is not there', async () => {
    listClusters('main');
    sandbox.configure({ PG_CLUSTER: '15/other' });
    await expectRefused('there is no cluster 15/other');
  });

  it('[promise 10] [hazard 3] to choose between two standby clusters', async () => {
    listClusters('main', 'second');
    await expectRefused('several clusters of this machine are standbys; name one in PG_CLUSTER');
  });

  it('[promise 13] where the disk of the database is nearly full', async () => {
    sandbox.configure({ PG_MIN_FREE_MB: 10_000_000 });
    await expectRefused('are free in .*pgdata, less than 10000000 MiB \\(PG_MIN_FREE_MB\\)');
    sandbox.configure({ PG_MIN_FREE_MB: 64 });
  });

  it.runIf(canMount)('[promise 13] where the WAL lies on a disk of its own, which is full', async () => {
    listClusters('main');
    mkdirSync(sandbox.standby.path('var/small/pg_wal'));
    smallDisk(sandbox, sandbox.standby, { folder: 'var/small/pg_wal', bytes: 1 << 20 });
    await expectRefused('only 1.0 MB are free in .*/pg_wal');
  });

  it('[promise 13] what it starts not being there, Odoo or a further service', async () => {
    sandbox.configure({ SERVICES: 'nowhere' });
    const undo = moveAway(sandbox.standby, 'etc/services/odoo');
    await expectRefused(/could not start odoo \(not-found\), nowhere \(not-found\)/);
    undo();
    sandbox.configure({ SERVICES: '' });
  });

  it('[promise 13] [promise 15] a port of Odoo that another program has', async () => {
    const port = Number(/http_port = (\d+)/.exec(sandbox.standby.read('etc/odoo/odoo.conf'))?.[1]);
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    await expectRefused(`port ${port}, which Odoo needs, is taken by another program`);
    other.close();
  });

  it('[promise 13] an odoo.conf that opens another cluster of this machine', async () => {
    await replug(sandbox);
    const conf = sandbox.standby.read('etc/odoo/odoo.conf');
    setOption(sandbox.standby, 'db_host', sandbox.production.postgres.socketFolder);
    setOption(sandbox.standby, 'db_port', String(sandbox.production.postgres.port));
    await expectRefused('opens another PostgreSQL than');
    sandbox.standby.write('etc/odoo/odoo.conf', conf);
    await unplug(sandbox);
  });

  it('[promise 11] an odoo.conf that would read from another machine (db_replica_host)', async () => {
    const conf = sandbox.standby.read('etc/odoo/odoo.conf');
    setOption(sandbox.standby, 'db_replica_host', '192.0.2.1');
    await expectRefused('db_replica_host = 192.0.2.1, which is not this machine');
    sandbox.standby.write('etc/odoo/odoo.conf', conf);
  });

  it('[promise 13] an odoo.conf that opens production’s database', async () => {
    const conf = sandbox.standby.read('etc/odoo/odoo.conf');
    sandbox.standby.write('etc/odoo/odoo.conf', conf.replace(/^db_host =.*$/m, 'db_host = 192.0.2.1'));
    await expectRefused('db_host = 192.0.2.1');
    sandbox.standby.write('etc/odoo/odoo.conf', conf);
  });

  it('[promise 11] a production that lives, and an acceptance of it that gives no reason', async () => {
    await replug(sandbox);
    await expectRefused('ssh: port');
    for (const nothing of ['', '  ']) {
      const { exitCode, stderr } = await sandbox.run(command, [
        ...confirm,
        `--accept-live-production=${nothing}`,
      ]);
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringContaining('--accept-live-production says nothing'),
      ]);
    }
    await unplug(sandbox);
  });

  it('[promise 13] a paused replay, and offers a person to resume it', async () => {
    await pauseReplay(sandbox.standby.postgres);
    await expectRefused('replay is paused .*');
    using program = await makeBundle();
    const argv = [process.execPath, program.path, command, '--config', sandbox.config, ...confirm];
    const [file = '', ...args] = argv;
    const open = () =>
      new Terminal({ argv: [file, ...args], env: sandbox.environment(), columns: 120, rows: 40 });
    using no = open();
    await no.until('Resume it now?');
    no.type('no\r');
    expect(await no.exitCode()).toBe(13);
    for (const key of ['C-c', 'C-d']) {
      using unanswered = open();
      await unanswered.until('Resume it now?');
      unanswered.keys(key);
      expect(await unanswered.exitCode()).toBe(130);
      expect(unanswered.screen()).toContain('interrupted; nothing more was changed');
    }
    using yes = open();
    await yes.until('Resume it now?');
    // Somebody else leads, so that it goes no further.
    await sandbox.run('ot-recovery', ['start'], { env: { SUDO_USER: 'alice' } });
    yes.type('yes\r');
    expect(await yes.exitCode()).toBe(13);
    expect(await sandbox.standby.postgres.sql('SELECT pg_is_wal_replay_paused()')).toBe('f');
    await sandbox.run('ot-recovery', ['finish'], { env: { SUDO_USER: 'alice' } });
    await resumeReplay(sandbox.standby.postgres);
  });

  it('[promise 13] a replay that is held back on purpose, and ot-status says so before', async () => {
    const { postgres } = sandbox.standby;
    const set = async (value: string) => {
      await postgres.sql(`ALTER SYSTEM SET recovery_min_apply_delay = '${value}'`);
      await postgres.sql('SELECT pg_reload_conf()');
      await until(async () => (await postgres.sql('SHOW recovery_min_apply_delay')) === value, 'the setting');
    };
    await set('1h');
    await expectRefused('replay is held back .* \\(recovery_min_apply_delay = 3600 s\\)');
    expect((await sandbox.run('ot-status')).stdout).toContain('replay is held back');
    await set('0');
  });

  it('[promise 13] settings with which no write would ever end, and ot-status says so before', async () => {
    await waitForStandby(sandbox, 'gone');
    await expectRefused('every write would wait for ever .* \\(synchronous_standby_names = gone\\)');
    expect((await sandbox.run('ot-status')).stdout).toContain('after a promotion every write would wait');
    await waitForStandby(sandbox, '');
  });

  it('[promise 12] when its first line cannot be written down', async () => {
    writeFileSync(sandbox.standby.path('var/file'), '');
    sandbox.configure({ STATE_DIR: `${sandbox.standby.seenAs}/var/file/below` });
    const { exitCode, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('cannot make the folder')]);
    sandbox.configure({ STATE_DIR: `${sandbox.standby.seenAs}/state` });
  });

  it('[promise 10] an incident that somebody else leads, until it is taken over', async () => {
    const alice = { env: { SUDO_USER: 'alice' } };
    expect((await sandbox.run('ot-recovery', ['start', 'dark'], alice)).exitCode).toBe(0);
    const [id = ''] = readdirSync(sandbox.standby.path('state/incidents')).slice(-1);
    await expectRefused('alice leads incident');
    expect((await sandbox.run(command, ['--dry-run'])).exitCode).toBe(0);
    await sandbox.run('ot-recovery', ['take']);
    const other = await sandbox.run(command, [...confirm, '--incident', 'another']);
    expect([other.exitCode, other.stderr]).toEqual([1, expect.stringContaining('not another')]);
    expect(id).toMatch(/^\d{8}T\d{6}Z-/);
  });
});

it('[promise 10] an incident that was taken over is promoted by the one who leads it', async () => {
  await using sandbox = await openSandbox({ CONNECT_SECONDS: 1 });
  await sandbox.waitForReplay();
  await unplug(sandbox);
  await sandbox.run('ot-recovery', ['start', 'dark'], { env: { SUDO_USER: 'alice' } });
  await sandbox.run('ot-recovery', ['take']);
  const [id = ''] = readdirSync(sandbox.standby.path('state/incidents'));
  expect((await sandbox.run(command, [...confirm, '--incident', id])).exitCode).toBe(0);
  const notes = sandbox.standby.read(`state/incidents/${id}/notes.md`);
  expect(notes).toContain('took the incident over from alice');
});

it('[promise 13] says why no write ends once it is a primary, and goes on when that is mended', async () => {
  await using sandbox = await openSandbox({ CONNECT_SECONDS: 1, ODOO_SECONDS: 5 });
  await sandbox.waitForReplay();
  await unplug(sandbox);
  // The machine is promoted already, so that nothing but the write itself can show it.
  const undo = breakOdoo(sandbox.standby);
  expect((await sandbox.run(command, confirm)).exitCode).toBe(14);
  undo();
  await waitForStandby(sandbox, 'gone');
  const stuck = await sandbox.run(command, confirm);
  expect([stuck.exitCode, stuck.stderr]).toEqual([
    1,
    expect.stringContaining('is a primary, but a write would wait'),
  ]);
  await waitForStandby(sandbox, '');
  expect((await sandbox.run(command, confirm)).exitCode).toBe(0);
});
