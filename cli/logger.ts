import type { Logger } from '../src/context.ts';
import type { LineTarget } from './progress-line.ts';
import { createProgressLine } from './progress-line.ts';

/** Where and how messages are written. */
export interface LogTarget extends LineTarget {
  readonly terminal: boolean;
  readonly color: boolean;
  /** Only warnings and errors. */
  readonly quiet: boolean;
}

const paint = { warn: '\u001b[33m', error: '\u001b[31m', plain: '' } as const;
const reset = '\u001b[0m';

/** Writes messages to standard error. Progress is one line that is drawn over, and only on a terminal. */
export function createLogger(target: LogTarget): Logger {
  const progressLine = createProgressLine(target);
  const line = (text: string, kind: keyof typeof paint) => {
    progressLine.hide();
    const colored = target.color && paint[kind] !== '';
    target.write(colored ? `${paint[kind]}${text}${reset}\n` : `${text}\n`);
  };
  return {
    info: (text) => (target.quiet ? undefined : line(text, 'plain')),
    warn: (text) => line(text, 'warn'),
    error: (text) => line(text, 'error'),
    progress(progress) {
      if (progress === undefined) progressLine.end();
      else if (target.terminal && !target.quiet) progressLine.show(progress);
    },
  };
}
