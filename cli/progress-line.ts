import type { Progress } from '../src/context.ts';
import { progressText } from './progress.ts';

/** Where a progress line is drawn. */
export interface LineTarget {
  write(text: string): void;
  readonly columns: () => number;
  /** Milliseconds of a clock that never jumps. */
  readonly elapsed: () => number;
  /** Does something again and again, so many milliseconds apart, until the returned function is called. */
  repeat(milliseconds: number, act: () => void): () => void;
}

/** One line at the end of a terminal. */
export interface ProgressLine {
  /** What is being done now. Shown once the work has taken two seconds, and kept alive without further calls. */
  show(progress: Progress): void;
  /** Takes the line away for a message; it comes back by itself. */
  hide(): void;
  /** The work is done. */
  end(): void;
}

const clearLine = '\r\u001b[2K';
const showAfterMs = 2_000;
const everyMs = 250;

/** Makes the line. Nothing is written before it is worth it. */
export function createProgressLine(target: LineTarget): ProgressLine {
  let work: Work | undefined;
  let shown = false;
  const draw = () => {
    const now = target.elapsed();
    if (work === undefined || now - work.began < showAfterMs) return;
    shown = true;
    const text = progressText(work.progress, now - work.labelSince);
    target.write(`${clearLine}${text.slice(0, target.columns() - 1)}`);
  };
  const hide = () => {
    if (shown) target.write(clearLine);
    shown = false;
  };
  return {
    show(progress) {
      const now = target.elapsed();
      const same = work?.progress.label === progress.label;
      work = {
        progress,
        began: work?.began ?? now,
        // Rates are counted from the beginning of what the label names.
        labelSince: same ? (work?.labelSince ?? now) : now,
        stop: work?.stop ?? target.repeat(everyMs, draw),
      };
    },
    hide,
    end() {
      work?.stop();
      work = undefined;
      hide();
    },
  };
}

interface Work {
  readonly progress: Progress;
  readonly began: number;
  readonly labelSince: number;
  readonly stop: () => void;
}
