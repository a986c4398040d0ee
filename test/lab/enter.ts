/** Commands inside a machine, by joining the namespaces of its init: a hundredth of a second each. */
import { execa } from 'execa';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface RunOptions {
  /** Seconds until the command and its children are killed; a minute when not given. */
  readonly timeout?: number;
  /** What the command reads from its stdin; nothing when not given. */
  readonly input?: string | Uint8Array;
  /** Runs as this user; root when not given. */
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program of this computer that starts it with the words that follow, such as a tracer. */
  readonly under?: readonly string[];
}

export interface RunResult {
  /** The command's exit code; 128 + number when a signal ended it; 124 or 137 when its time was up. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Runs a command, given as argv or as text for bash (-euo pipefail), in the machine whose init is `init`. */
export async function runInside(
  init: number,
  command: string | readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const seconds = options.timeout ?? 60;
  const limited = ['timeout', '-k', '5', String(seconds), ...argv(command, options)];
  const [program = 'false', ...args] = [...(options.under ?? []), ...inside(init, limited)];
  const result = await execa(program, args, {
    reject: false,
    stripFinalNewline: false,
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    env: environment(options),
    extendEnv: false,
    timeout: (seconds + 10) * 1000,
    killSignal: 'SIGKILL',
    maxBuffer: 200_000_000,
  });
  const exitCode = result.exitCode ?? 137;
  return {
    exitCode,
    stdout: result.stdout,
    stderr: result.stderr,
    timedOut: result.timedOut || (exitCode === 124 && result.durationMs >= seconds * 1000),
  };
}

/** Runs a command with this process's own stdin, stdout and stderr; returns its exit code. */
export async function passInside(init: number, command: readonly string[]): Promise<number> {
  const [program = 'false', ...args] = inside(init, command);
  const env = environment({ env: { TERM: process.env['TERM'] ?? 'dumb' } });
  const child = spawn(program, args, { stdio: 'inherit', env });
  const [code]: unknown[] = await once(child, 'exit');
  return typeof code === 'number' ? code : 137;
}

/** Runs a command, or a login shell, on this terminal; returns its exit code. */
export async function enterInside(init: number, command: readonly string[]): Promise<number> {
  const wanted = command.length === 0 ? ['bash', '-l'] : command;
  if (!process.stdin.isTTY || !process.stdout.isTTY) return passInside(init, wanted);
  const quoted = wanted.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  // script gives the command a terminal that the machine knows: this one belongs to another /dev/pts.
  return passInside(init, ['script', '-qec', quoted, '/dev/null']);
}

function inside(init: number, command: readonly string[]): readonly string[] {
  return ['nsenter', '-t', String(init), '-m', '-p', '-i', '-u', '-n', '-r', '-w', '--', ...command];
}

function argv(command: string | readonly string[], options: RunOptions): readonly string[] {
  const words = typeof command === 'string' ? ['bash', '-euo', 'pipefail', '-c', command] : command;
  if (options.user === undefined) return words;
  const atHome = 'HOME=$(getent passwd "$0" | cut -d: -f6) exec "$@"';
  return ['runuser', '-u', options.user, '--', 'sh', '-c', atHome, options.user, ...words];
}

function environment(options: RunOptions): Record<string, string> {
  return { PATH: path, HOME: '/root', USER: 'root', LANG: 'C.UTF-8', TERM: 'dumb', ...options.env };
}
