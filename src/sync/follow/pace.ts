/** How long a follower waits, in milliseconds. */
export interface Pace {
  /** Until replay is looked at again. */
  readonly lookMs: number;
  /** Since the end of a run until the next one, at least. */
  readonly restMs: number;
}

/** What happened between two looks. `moved`: replay went on, and it was too early for a run. */
export type Happening = 'brought' | 'nothing' | 'failed' | 'moved' | 'quiet';

const lookMs = { least: 100, most: 1_000 } as const;
const restMs = { least: 100, most: 2_500, afterFailure: 15_000, afterLong: 10_000 } as const;
/** So many times as long as a look at all databases took there is rest: with hundreds of them each costs a login. */
const restTimes = 3;

/** The pace to begin with, and to go on with where there was work. */
export const busyPace: Pace = { lookMs: lookMs.least, restMs: restMs.least };

/**
 * Where there was work the next look comes at once; where runs find nothing they become rarer, and so do looks while
 * nothing is replayed. Both have a bound that leaves time for a run within five seconds; after failures, and where a
 * look takes seconds by itself, it is longer. `tookMs` is how long the run took.
 */
export function nextPace(pace: Pace, happening: Happening, tookMs = 0): Pace {
  if (happening === 'brought') return busyPace;
  if (happening === 'quiet') return { ...pace, lookMs: Math.min(pace.lookMs * 1.5, lookMs.most) };
  if (happening === 'moved') return pace;
  const most = happening === 'failed' ? restMs.afterFailure : restMs.most;
  const long = happening === 'nothing' ? Math.min(tookMs * restTimes, restMs.afterLong) : 0;
  return { lookMs: lookMs.least, restMs: Math.max(Math.min(pace.restMs * 2, most), long) };
}
