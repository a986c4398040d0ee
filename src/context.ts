import type { Run, Start } from './machines/command.ts';
import type { Files } from './files/files.ts';

/** Time, handed in so that tests decide what time it is. */
export interface Clock {
  /** The present moment. */
  now(): Date;
  /** Milliseconds of a clock that never jumps; only differences mean anything. */
  elapsed(): number;
  /** Resolves after so many milliseconds, or rejects with the signal's reason. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Who runs the program, where, and from what. */
export interface Environment {
  readonly hostname: string;
  readonly uid: number;
  readonly user: string;
  /** The person behind sudo, when there is one. */
  readonly sudoUser: string | undefined;
  /** The address of the machine that the operator logged in from; undefined on a console of this one, and behind sudo. */
  readonly loggedInFrom: string | undefined;
  /** The terminal that it was started from, such as /dev/pts/3. */
  readonly tty: string | undefined;
  readonly startedFrom: 'terminal' | 'cron' | 'systemd' | 'other';
  readonly pid: number;
  /** Start time of this process in clock ticks since boot: with the pid it names a process for good. */
  readonly pidStart: string;
  readonly version: string;
  /** The folders that programs are looked for in. */
  readonly searchPath: readonly string[];
  /** The operator's home folder: where ssh keeps its own keys and hosts. */
  readonly home: string;
}

/** How far a long piece of work is. Absent figures are unknown, not zero. */
export interface Progress {
  readonly label: string;
  readonly files?: { readonly done: number; readonly total?: number };
  readonly bytes?: { readonly done: number; readonly total?: number };
}

/** Where messages go: a terminal, cron's mail, the journal. Data for other programs never passes here. */
export interface Logger {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** Shows how far the work is; without an argument the line is taken away. */
  progress(progress?: Progress): void;
}

/** Everything of the outside world that the program's modules may touch. */
export interface Context {
  /** Runs a program on this machine to its end. */
  readonly run: Run;
  /** Starts a program on this machine that stays up. */
  readonly start: Start;
  readonly files: Files;
  readonly clock: Clock;
  readonly env: Environment;
  readonly log: Logger;
  /** Aborted when the operator presses Ctrl-C or the program is told to end. */
  readonly signal: AbortSignal;
}
