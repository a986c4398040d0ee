import type { Context } from '../../src/context.ts';
import type { Terminal } from '../terminal.ts';

/** What the console needs of whoever starts it. */
export interface ConsoleOptions {
  readonly context: Context;
  /** Absolute: commands that outlive the console get it, too. */
  readonly configPath: string;
  /** The command line that runs this very program; the name of a command and its options follow. */
  readonly program: readonly [string, ...string[]];
  readonly terminal: Terminal;
  /** The shell that "!" opens. */
  readonly shell: string;
  /** Writes a line to standard output: in plain mode, and after the screen is restored. */
  print(line: string): void;
  /** Asks for a line in plain mode; undefined when nobody can answer. */
  askLine(prompt: string): Promise<string | undefined>;
}
