import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keys } from '../../src/config/keys.ts';
import { databasePassword } from './cluster-files.ts';
import { setKeys } from './config-file.ts';
import type { Values } from './config-file.ts';
import { newRoot } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { Machine } from './machine.ts';
import { freePort } from './ports.ts';
import { ensurePrograms } from './prerequisites.ts';
import type { Programs } from './prerequisites.ts';
import { Product } from './product.ts';
import type { Result, RunOptions, Started } from './product.ts';
import { until } from './processes.ts';
import { Python } from './python.ts';
import { Repository } from './repository.ts';
import { generateKey, Sshd } from './sshd.ts';

/** Builds and starts a pair, replication streaming, ready for the product's commands. */
export async function openSandbox(config: Values = {}): Promise<Sandbox> {
  const programs = ensurePrograms();
  const httpPorts = { production: await freePort(), standby: await freePort() };
  const sandbox = new Sandbox(await newRoot(), programs, httpPorts);
  try {
    await sandbox.boot(config);
    return sandbox;
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** Where the Odoos listen; both free when the sandbox was opened. */
interface HttpPorts {
  readonly production: number;
  readonly standby: number;
}

/** Production and standby in one temporary folder, made of real parts. */
export class Sandbox {
  readonly production: Machine;
  readonly sshd: Sshd;
  readonly standby: Machine;
  /** The package repository that both machines have as their source. */
  readonly repository: Repository;
  /** Python and pip of both machines; see `usePython`. */
  readonly python: Python;
  /** The product's configuration file, on the standby. */
  readonly config: string;
  /** A pgpass file with the password that both clusters ask for over TCP. */
  readonly passFile: string;
  readonly ledger: Ledger;
  readonly #product: Product;

  constructor(ledger: Ledger, programs: Programs, httpPorts: HttpPorts) {
    this.ledger = ledger;
    this.repository = new Repository(join(ledger.root, 'repository'));
    this.python = new Python(join(ledger.root, 'wheels'));
    // Both machines believe to stand here: where the standby really is, and where production is mounted for its own.
    const seenAs = join(ledger.root, 'machine');
    const machine = (real: string, port: number) =>
      new Machine({ root: real, programs, ledger }, { real, seenAs }, port);
    this.standby = machine(seenAs, httpPorts.standby);
    this.production = machine(join(ledger.root, 'production'), httpPorts.production);
    const place = { root: this.production.root, programs, ledger };
    this.sshd = new Sshd(place, { real: this.production.root, seenAs });
    this.config = this.standby.path('etc/odoo/ot-redundancy-sync.conf');
    this.passFile = this.standby.path('home/pgpass');
    writeFileSync(this.passFile, `*:*:*:*:${databasePassword}\n`, { mode: 0o600 });
    this.#product = new Product(this.standby, ledger);
  }

  /** Starts everything; `openSandbox` does it. */
  async boot(config: Values): Promise<void> {
    this.production.postgres.create();
    // Both to their end, even when one fails: what starts after the clean-up would stay.
    const parts = await Promise.allSettled([this.#bootDatabases(), this.#bootSsh()]);
    for (const part of parts) if (part.status === 'rejected') throw part.reason;
    setKeys(this.config, { ...this.#ownKeys(), ...config });
  }

  /** Sets keys of the product's configuration. */
  configure(values: Values): void {
    setKeys(this.config, values);
  }

  /** Starts a command of the product on the standby; its configuration file is named for it. */
  start(command: string, args: readonly string[] = [], options: RunOptions = {}): Started {
    return this.#product.start([command, '--config', this.config, ...args], options);
  }

  /** Runs a command of the product on the standby to its end. */
  async run(command: string, args: readonly string[] = [], options: RunOptions = {}): Promise<Result> {
    return this.start(command, args, options).result;
  }

  /** Gives both machines a Python with the real pip, and names it in the configuration. */
  usePython(): void {
    for (const machine of [this.production, this.standby]) this.python.install(machine);
    this.configure({ PIP_PYTHON: `${this.standby.seenAs}/venv/bin/python` });
  }

  /** The environment of a command on the standby, for tests that run another program there. */
  environment(): Record<string, string> {
    return this.#product.environment();
  }

  /** Resolves when the standby has replayed all that production has committed by now. */
  async waitForReplay(): Promise<void> {
    const target = await this.production.postgres.sql('SELECT pg_current_wal_lsn()');
    const replayed = `SELECT pg_last_wal_replay_lsn() >= '${target}'`;
    const holds = async () => (await this.standby.postgres.sql(replayed)) === 't';
    await until(holds, `the standby to replay ${target}`);
  }

  /** Pins production's present host key for the standby, as ot-configure would. */
  pinHostKey(): void {
    writeFileSync(this.standby.path('home/.ssh/known_hosts'), this.sshd.knownHostsLine());
  }

  /** Ends every process and removes the folder. */
  async close(): Promise<void> {
    for (const machine of [this.production, this.standby]) machine.stopServices();
    this.sshd.thaw();
    await this.sshd.stop();
    await this.ledger.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #bootDatabases(): Promise<void> {
    const { production, standby } = this;
    await production.postgres.start();
    await production.postgres.sql("SELECT pg_create_physical_replication_slot('standby', true)");
    standby.postgres.create(production.postgres);
    await standby.postgres.start();
    const streaming = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'";
    const holds = async () => (await production.postgres.sql(streaming)) === '1';
    await until(holds, 'replication to stream');
  }

  async #bootSsh(): Promise<void> {
    this.sshd.newHostKey();
    const key = this.standby.path('home/.ssh/id_ed25519');
    generateKey(key, 'root@standby');
    this.sshd.authorize(`${key}.pub`);
    await this.sshd.start();
    this.pinHostKey();
  }

  #ownKeys(): Values {
    const here = this.standby.seenAs;
    for (const folder of ['state', 'run']) mkdirSync(join(here, folder), { mode: 0o750 });
    return {
      SYNCMODE: 'on',
      SYNCSRC: '127.0.0.1',
      REMOTEODOO: this.sshd.user,
      SUMMARYFILE: `${here}/log/ot-redundancy-sync-timestamps.log`,
      SSH_PORT: this.sshd.port,
      SSH_KEY: `${here}/home/.ssh/id_ed25519`,
      SSH_KNOWN_HOSTS: `${here}/home/.ssh/known_hosts`,
      PG_HOST: this.standby.postgres.socketFolder,
      PG_PORT: this.standby.postgres.port,
      ODOO_CONF: `${here}/etc/odoo/odoo.conf`,
      // Two Odoos of one host cannot share a port.
      ODOO_CONF_KEEP: [...keys.ODOO_CONF_KEEP.fallback, 'http_port'].join(' '),
      ODOO_USER: this.sshd.user,
      ODOO_GROUP: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim(),
      PROJECT_DIR: `${here}/share`,
      APT_DIR: `${here}/etc/apt`,
      APT_DEB_DIR: `${here}/state/debs`,
      APT_KEYRING_DIR: `${here}/keyrings`,
      NGINX_DIR: `${here}/etc/nginx`,
      STATE_DIR: `${here}/state`,
      RUN_DIR: `${here}/run`,
    };
  }
}
