import { marks } from '../../theme.ts';
import type { StepView } from './steps.ts';

/** The mark of each state of a step; the word stands beside it. */
export const stateMarks = {
  pending: marks.pending,
  running: marks.running,
  done: marks.good,
  failed: marks.bad,
  skipped: marks.skipped,
  unknown: marks.unknown,
} as const satisfies Record<StepView['state'], (typeof marks)[keyof typeof marks]>;
