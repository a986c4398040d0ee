import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Ledger } from './ledger.ts';
import type { Machine } from './machine.ts';
import { killTree, signalExactly } from './processes.ts';

/** How a run of the product ended. */
export interface Result {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a run of the product is started. */
export interface RunOptions {
  /** Milliseconds after which it is killed with all that it started, and the run rejects. Default 60,000. */
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The product in one file, which starts sooner than its source. */
  readonly bundle?: string;
  /** A program that starts it with the words that follow, and stays out of its way, such as a tracer. */
  readonly under?: readonly string[];
  /** Aborting sends it SIGTERM. */
  readonly signal?: AbortSignal;
}

/** A run of the product that goes on. */
export interface Started {
  readonly pid: number;
  readonly result: Promise<Result>;
  /** Sends a signal to the product alone: what it started becomes an orphan, as in reality. */
  kill(signal: NodeJS.Signals): void;
  /** What it printed so far. */
  output(): { readonly stdout: string; readonly stderr: string };
}

const project = resolve(import.meta.dirname, '../..');

/** Starts commands of the product on the standby: from source, or the binary that OT_BINARY names. */
export class Product {
  readonly #standby: Machine;
  readonly #ledger: Ledger;

  constructor(standby: Machine, ledger: Ledger) {
    this.#standby = standby;
    this.#ledger = ledger;
  }

  start(argv: readonly [string, ...string[]], options: RunOptions = {}): Started {
    // Files instead of pipes: an orphan that holds a pipe open would keep the result from arriving.
    const folder = mkdtempSync(this.#standby.path('log', 'run-'));
    const [out, err] = [join(folder, 'stdout'), join(folder, 'stderr')];
    const [stdout, stderr] = [openSync(out, 'w'), openSync(err, 'w')];
    const line = this.#commandLine(argv, options.bundle);
    const [command = '', ...args] = [...(options.under ?? []), ...line];
    const child = spawn(command, args, {
      cwd: this.#standby.root,
      env: { ...this.environment(), ...options.env },
      detached: true,
      stdio: ['ignore', stdout, stderr],
    });
    for (const opened of [stdout, stderr]) closeSync(opened);
    const output = () => ({ stdout: readFileSync(out, 'utf8'), stderr: readFileSync(err, 'utf8') });
    const ended = new Promise<Pick<Result, 'exitCode' | 'signal'>>((done, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        done({ exitCode: code ?? undefined, signal: signal ?? undefined }),
      );
    });
    const pid = child.pid;
    if (pid === undefined) throw new Error(`cannot start ${command}`);
    const id = this.#ledger.process(pid);
    const kill = (signal: NodeJS.Signals) => (id === undefined ? undefined : signalExactly(id, signal));
    const result = within(ended, options.timeout ?? 60_000, () => {
      if (id !== undefined) killTree(id);
      return new Error(`${argv.join(' ')} did not end in time:\n${output().stderr}`);
    });
    options.signal?.addEventListener('abort', () => kill('SIGTERM'), { once: true });
    return {
      pid,
      result: result.then((end) => ({ ...end, ...output() })),
      kill,
      output,
    };
  }

  /** The environment of a command on the standby: nothing of the tests' own. */
  environment(): Record<string, string> {
    return {
      PATH: `${this.#standby.seenAs}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
      HOME: `${this.#standby.seenAs}/home`,
      LANG: 'C.UTF-8',
      // Should a stand-in ever be missing, the real apt and dpkg must still not touch this computer's packages.
      APT_CONFIG: `${this.#standby.seenAs}/system/apt.conf`,
      DPKG_ADMINDIR: `${this.#standby.seenAs}/system/var/lib/dpkg`,
    };
  }

  #commandLine(argv: readonly [string, ...string[]], bundle?: string): [string, ...string[]] {
    const [name, ...args] = argv;
    const binary = process.env['OT_BINARY'];
    const program = bundle ?? join(project, 'cli/main.ts');
    if (binary === undefined) return [process.execPath, program, name, ...args];
    const link = this.#standby.path('product', name);
    mkdirSync(this.#standby.path('product'), { recursive: true });
    linkOnce(resolve(binary), link);
    return [link, ...args];
  }
}

function linkOnce(target: string, link: string): void {
  try {
    symlinkSync(target, link);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

async function within<T>(work: Promise<T>, milliseconds: number, expired: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(expired()), milliseconds);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
