import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Environment } from '../../src/context.ts';
import { durableFiles } from '../../src/files/durable-files.ts';
import { createRun, createStart } from '../../src/machines/run.ts';

/** What a test may decide about its context. */
export interface Wishes {
  readonly signal?: AbortSignal;
  readonly env?: Partial<Environment>;
  readonly now?: () => Date;
}

/** A context of the real world, except for its messages, which are collected. */
export function testContext(wishes: Wishes = {}): Context & { readonly said: string[] } {
  const signal = wishes.signal ?? new AbortController().signal;
  const options = { signal, elapsed: () => performance.now() };
  const said: string[] = [];
  const note = (text: string) => void said.push(text);
  return {
    run: createRun(options),
    start: createStart(options),
    files: durableFiles,
    clock: {
      now: wishes.now ?? (() => new Date()),
      elapsed: options.elapsed,
      sleep: (milliseconds, until) =>
        sleep(milliseconds, undefined, until === undefined ? {} : { signal: until }),
    },
    env: { ...environment(), ...wishes.env },
    log: { info: note, warn: note, error: note, progress: () => undefined },
    signal,
    said,
  };
}

function environment(): Environment {
  const uid = process.getuid?.() ?? 0;
  return {
    hostname: 'standby',
    uid,
    user: 'tester',
    sudoUser: undefined,
    startedFrom: 'other',
    loggedInFrom: undefined,
    pid: process.pid,
    tty: undefined,
    searchPath: (process.env['PATH'] ?? '').split(':'),
    pidStart: '0',
    version: '0.0.0',
    home: '/nonexistent',
  };
}
