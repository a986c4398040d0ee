import type { Logger } from '../src/context.ts';
import { progressLine } from './progress.ts';

/** Where and how messages are written. */
export interface LogTarget {
  write(text: string): void;
  readonly terminal: boolean;
  readonly color: boolean;
  /** Only warnings and errors. */
  readonly quiet: boolean;
  readonly columns: () => number;
  readonly elapsed: () => number;
}

const paint = { warn: '\u001b[33m', error: '\u001b[31m', plain: '' } as const;
const reset = '\u001b[0m';
const clearLine = '\r\u001b[2K';
const showAfterMs = 2_000;
const everyMs = 250;

/** Writes messages to standard error. Progress is one line that is drawn over, and only on a terminal. */
export function createLogger(target: LogTarget): Logger {
  let shown = false;
  let since: number | undefined;
  let last = 0;
  const hide = () => {
    if (shown) target.write(clearLine);
    shown = false;
  };
  const line = (text: string, kind: keyof typeof paint) => {
    hide();
    const colored = target.color && paint[kind] !== '';
    target.write(colored ? `${paint[kind]}${text}${reset}\n` : `${text}\n`);
  };
  return {
    info: (text) => (target.quiet ? undefined : line(text, 'plain')),
    warn: (text) => line(text, 'warn'),
    error: (text) => line(text, 'error'),
    progress(progress) {
      if (progress === undefined) {
        since = undefined;
        return hide();
      }
      if (!target.terminal || target.quiet) return;
      const now = target.elapsed();
      since ??= now;
      if (now - since < showAfterMs || now - last < everyMs) return;
      last = now;
      shown = true;
      target.write(`${clearLine}${progressLine(progress, now - since).slice(0, target.columns() - 1)}`);
    },
  };
}
