import type { Context } from '../../src/context.ts';

/** What the console needs of whoever starts it. */
export interface ConsoleOptions {
  readonly context: Context;
  readonly configPath: string;
}
