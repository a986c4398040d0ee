import { isIP } from 'node:net';
import { hostname, homedir, userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { readFileSync, readlinkSync } from 'node:fs';
import type { Clock, Context, Environment } from '../src/context.ts';
import { durableFiles } from '../src/files/durable-files.ts';
import { createRun, createStart } from '../src/machines/run.ts';
import { createLogger } from './logger.ts';
import { version } from './version.ts';

const clock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal === undefined ? {} : { signal }),
};

/** The context of this very process: the only place that reads it. */
export function createContext(choices: { readonly quiet: boolean; readonly color: boolean }): Context {
  // Odoo's user must be able to read what apt and pip bring, however strict root's own is. What is secret has a mode of its own.
  process.umask(0o022);
  const { signal } = abortOnSignals();
  const options = { signal, elapsed: clock.elapsed };
  const terminal = process.stderr.isTTY;
  const plain = process.env['NO_COLOR'] !== undefined && process.env['NO_COLOR'] !== '';
  const log = createLogger({
    write: (text) => void process.stderr.write(text),
    // The console has it drawn into a log, and reads it from there.
    terminal: (terminal && process.env['TERM'] !== 'dumb') || process.env['OT_PROGRESS'] === '1',
    color: choices.color && terminal && !plain && process.env['TERM'] !== 'dumb',
    quiet: choices.quiet,
    // A terminal without a size says 0.
    columns: () => process.stderr.columns || 80,
    elapsed: clock.elapsed,
    repeat: (milliseconds, act) => {
      const timer = setInterval(act, milliseconds).unref();
      return () => clearInterval(timer);
    },
  });
  return {
    run: createRun(options),
    start: createStart(options),
    files: durableFiles,
    clock,
    env: readEnvironment(),
    log,
    signal,
  };
}

function abortOnSignals(): AbortController {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => controller.abort(new Error(`ended by ${name}`)));
  }
  return controller;
}

function readEnvironment(): Environment {
  const { uid, username } = userInfo();
  return {
    hostname: hostname(),
    uid,
    user: username,
    sudoUser: process.env['SUDO_USER'],
    loggedInFrom: loggedInFrom(),
    tty: terminalName(),
    startedFrom: startedFrom(),
    pid: process.pid,
    pidStart: ownStart(),
    version,
    searchPath: (process.env['PATH'] ?? '').split(':'),
    home: homedir(),
  };
}

/** cron starts without terminal and sets no INVOCATION_ID of a unit of ours, but its own LOGNAME and SHELL. */
function startedFrom(): Environment['startedFrom'] {
  if (process.stdin.isTTY || process.stderr.isTTY) return 'terminal';
  if (process.env['OT_STARTED_FROM'] === 'cron') return 'cron';
  return process.env['INVOCATION_ID'] === undefined ? 'other' : 'systemd';
}

/** Source: ssh(1), SSH_CONNECTION. */
function loggedInFrom(): string | undefined {
  const [address = ''] = (process.env['SSH_CONNECTION'] ?? '').split(' ');
  return isIP(address) === 0 ? undefined : address;
}

/** The terminal behind one of the standard streams. */
function terminalName(): string | undefined {
  const links = [0, 1, 2].map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.find((link) => /^\/dev\/(pts\/|tty)/.test(link));
}

function ownStart(): string {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
}
