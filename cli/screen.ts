import { isSea } from 'node:sea';
import type { Terminal } from '../tui/terminal.ts';
import { readTerminal } from '../tui/terminal.ts';

/** The command line that runs this very program. */
export function ownProgram(): readonly [string, ...string[]] {
  const [, script = ''] = process.argv;
  return isSea() ? [process.execPath] : [process.execPath, script];
}

/**
 * Opens a screen. Loading it takes a while: keys that are typed meanwhile wait for it, and are not written on the
 * terminal.
 */
export async function withScreen<T>(open: () => Promise<T>): Promise<T> {
  process.stdin.setRawMode(true);
  try {
    return await open();
  } finally {
    // The screen has done it already, but for one that never opened.
    if (process.stdin.isRaw) process.stdin.setRawMode(false);
  }
}

/** What this process's terminal can show. To be called before anything of the screens is loaded. */
export function ownTerminal(options: { readonly plain?: boolean; readonly 'no-color'?: boolean }): Terminal {
  const { stdin, stdout, env } = process;
  const screen = stdin.isTTY && stdout.isTTY && stdout.columns > 0 && stdout.rows > 0;
  const wantsColor = options['no-color'] !== true;
  const terminal = readTerminal({ env, screen, wantsPlain: options.plain === true, wantsColor });
  // What draws decides on colours while it is loaded, and knows nothing of NO_COLOR.
  if (!terminal.color) env['FORCE_COLOR'] = '0';
  return terminal;
}
