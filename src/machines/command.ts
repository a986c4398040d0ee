/** A program to run: always as a list of arguments, never as a line for a shell. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  /** Milliseconds after which it is killed with its children. There is no call without an end. */
  readonly timeoutMs: number;
  /** Given to it as standard input, which is then closed. Default: nothing. */
  readonly input?: string | Uint8Array;
  /** Variables set for it on top of the program's own environment; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Open file descriptors that it inherits as 3, 4, …: it then holds our locks with us. */
  readonly inherit?: readonly number[];
  /** Receives standard output as it comes; it is then not collected. No more comes before a returned promise is kept. */
  readonly onOutput?: (chunk: Uint8Array) => Promise<void> | void;
  /**
   * So many bytes are kept of the end of each output, and whoever holds them open is not awaited once the program itself
   * has exited: for programs that may say much, or leave others behind.
   */
  readonly tailBytes?: number;
  /** How collected output becomes text. `latin1` keeps each byte, for names that may not be UTF-8. */
  readonly encoding?: 'utf8' | 'latin1';
  readonly cwd?: string;
  /** For what must not be cut short: an interruption, also one before its start, leaves it so long to end by itself. */
  readonly finishMs?: number;
  /** Aborting kills it; the context's own signal always does. */
  readonly signal?: AbortSignal;
}

/** How a program ended. */
export interface Outcome {
  readonly argv: readonly string[];
  readonly ended: 'exited' | 'killed' | 'timed-out' | 'cancelled' | 'not-started';
  /** Its exit code; undefined unless it exited by itself. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** Runs a program to its end. Never throws for what the program does: the outcome tells. */
export type Run = (command: Command) => Promise<Outcome>;

/** A program that stays up. */
export interface Running {
  readonly outcome: Promise<Outcome>;
  /** Gives it more on standard input. What it no longer reads is lost: its outcome tells. */
  write(text: string): void;
  /** Closes its standard input. */
  endInput(): void;
  /** Tells it, and its children, to end. */
  kill(): void;
}

/** Starts a program whose standard input stays open until `endInput`. */
export type Start = (command: Command) => Running;
