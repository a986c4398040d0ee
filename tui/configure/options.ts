import type { Starter } from '../commands.ts';
import type { Terminal } from '../terminal.ts';

/** What the form needs of whoever starts it. */
export interface FormOptions extends Starter {
  readonly terminal: Terminal;
  /** Writes a line to standard output, after the screen is restored. */
  print(line: string): void;
}
