import type { Starter } from '../commands.ts';
import type { Terminal } from '../terminal.ts';

/** What the console needs of whoever starts it. */
export interface ConsoleOptions extends Starter {
  readonly terminal: Terminal;
  /** The shell that "!" opens. */
  readonly shell: string;
  /** Writes a line to standard output: in plain mode, and after the screen is restored. */
  print(line: string): void;
  /** Asks for a line in plain mode; undefined when nobody can answer. */
  askLine(prompt: string): Promise<string | undefined>;
}
