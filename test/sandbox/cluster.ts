import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, chownSync, mkdirSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { copyCluster, databaseName, databasePassword, postgresUser } from './cluster-files.ts';
import type { Place } from './place.ts';
import { startAtPort } from './ports.ts';
import { signalExactly, until } from './processes.ts';
import { psql } from './psql.ts';
import type { SqlOptions } from './psql.ts';

/** How a cluster is stopped: `fast` ends sessions and writes a checkpoint, `immediate` is a crash. */
export type StopMode = 'fast' | 'immediate';

const stopSignals = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const satisfies Record<StopMode, string>;

/** One machine's PostgreSQL cluster. */
export class Cluster {
  readonly data: string;
  /** Folder of the Unix socket: the product's PG_HOST. */
  readonly socketFolder: string;
  readonly #place: Place;
  #port = 0;
  #child: ChildProcess | undefined;

  constructor(place: Place) {
    this.#place = place;
    this.data = join(place.root, 'pgdata');
    this.socketFolder = join(place.root, 'pgsock');
  }

  /** Port of the socket and of 127.0.0.1; stays the same over restarts. */
  get port(): number {
    return this.#port;
  }

  /** The postmaster's, while it runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The server's own log. */
  log(): string {
    return readFileSync(this.#logFile, 'utf8');
  }

  /** Lays out the data folder: a primary, or a standby of `primary`. */
  create(primary?: Cluster): void {
    copyCluster(this.#place.programs.postgres, this.data);
    mkdirSync(this.socketFolder);
    const { uid, gid } = postgresUser();
    if (uid !== undefined && gid !== undefined) chownSync(this.socketFolder, uid, gid);
    writeFileSync(join(this.data, 'pg_hba.conf'), hba);
    if (primary !== undefined) this.follow(primary);
  }

  /** Makes the stopped cluster a standby that streams from `primary`, as pg_basebackup -R would. */
  follow(primary: Cluster): void {
    const address = `host=127.0.0.1 port=${primary.port} user=replicator password=${databasePassword}`;
    const lines = `primary_conninfo = '${address}'\nprimary_slot_name = 'standby'\n`;
    appendFileSync(join(this.data, 'postgresql.auto.conf'), lines);
    const signal = join(this.data, 'standby.signal');
    writeFileSync(signal, '');
    const { uid, gid } = postgresUser();
    if (uid !== undefined && gid !== undefined) chownSync(signal, uid, gid);
    // A copy of the primary's slots would hold the standby's own WAL for ever.
    for (const slot of readdirSync(join(this.data, 'pg_replslot'))) {
      rmSync(join(this.data, 'pg_replslot', slot), { recursive: true });
    }
  }

  /** Starts it and resolves when it takes queries. */
  async start(): Promise<void> {
    const port = await startAtPort(this.#port, (each) => this.#startAt(each));
    if (port === undefined) throw new Error(`postgres does not start:\n${this.log()}`);
    this.#port = port;
  }

  /** Stops it and resolves when its last process has ended. */
  async stop(mode: StopMode = 'fast'): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    const ended = until(() => this.#child !== child, 'postgres to stop');
    child.kill(stopSignals[mode]);
    await ended;
  }

  /** Runs SQL by psql as superuser; resolves to its unaligned output without the last line break. */
  async sql(text: string, options: SqlOptions = {}): Promise<string> {
    const { postgres } = this.#place.programs;
    return psql(
      { bin: postgres, host: this.socketFolder, port: this.#port, database: databaseName },
      text,
      options,
    );
  }

  get #logFile(): string {
    return join(this.#place.root, 'log', 'postgres.log');
  }

  async #startAt(port: number): Promise<boolean> {
    const log = openSync(this.#logFile, 'a');
    // Debian gives a cluster and its standby the same name.
    const name = `${basename(dirname(this.#place.programs.postgres))}/main`;
    const set = { port, unix_socket_directories: this.socketFolder, cluster_name: name };
    const flags = Object.entries(set).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    const child = spawn(join(this.#place.programs.postgres, 'postgres'), ['-D', this.data, ...flags], {
      ...postgresUser(),
      cwd: this.socketFolder,
      env: { LC_ALL: 'C.UTF-8', PATH: '/usr/bin:/bin' },
      // A session of its own: Ctrl-C at the tests must not reach it before the sandbox is closed.
      detached: true,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.#child = child;
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    const id = child.pid === undefined ? undefined : this.#place.ledger.process(child.pid);
    await until(() => this.#child !== child || this.#status() === `${child.pid} ready`, 'postgres to start');
    if (this.#child === child) return true;
    if (id !== undefined) signalExactly(id, 'SIGKILL');
    return false;
  }

  /** "PID ready" once connections are taken: the first and eighth line of postmaster.pid. */
  #status(): string {
    try {
      const lines = readFileSync(join(this.data, 'postmaster.pid'), 'utf8').split('\n');
      return `${lines[0]} ${lines[7]?.trim() ?? ''}`;
    } catch {
      return '';
    }
  }
}

const hba = `local all all trust
local replication all trust
host all all 127.0.0.1/32 scram-sha-256
host replication replicator 127.0.0.1/32 scram-sha-256
`;
