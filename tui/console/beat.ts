import type { Clock } from '../../src/context.ts';
import type { Snapshot, State } from './state.ts';
import { lastSeen, openIncidentOf } from './state.ts';
import type { Store } from './store.ts';

/** Milliseconds after which the screen moves by itself: each second while something is under way, else every other. */
export function beatMs(state: State): number {
  const { commands, runs } = state.snapshot;
  const running = commands.some((each) => each.state === 'running');
  const syncing = lastSeen(runs)?.value.some(({ outcome }) => outcome === 'running') === true;
  return running || syncing || openIncidentOf(state) !== undefined ? 1_000 : 2_000;
}

/**
 * Drawing has its price: what was seen is shown together, with the next beat. Keys move the screen at once, and so does
 * what is seen for the first time.
 */
export interface Beat {
  /** Takes what was seen; shown with the next beat, or now. */
  take(part: Partial<Snapshot>, now: boolean): void;
  /** Moves the clock on where nothing else has for more than a beat. */
  keepUp(): void;
}

/** Makes the beat of a console. */
export function createBeat(clock: Pick<Clock, 'now' | 'elapsed'>, store: Store): Beat {
  let seen: Partial<Snapshot> = {};
  let wentAt = clock.elapsed();
  const go = () => {
    const part = seen;
    seen = {};
    wentAt = clock.elapsed();
    store.dispatch({ kind: 'looked', part, now: clock.now().getTime() });
  };
  return {
    take(part, now) {
      seen = { ...seen, ...part };
      if (now || isFirst(store.state(), part)) go();
    },
    keepUp() {
      if (clock.elapsed() - wentAt > 1.5 * beatMs(store.state())) go();
    },
  };
}

function isFirst({ snapshot }: State, { report, missing, probes }: Partial<Snapshot>): boolean {
  return (
    (report !== undefined && snapshot.report.state === 'not yet') ||
    (missing !== undefined && snapshot.missing.state === 'not yet') ||
    (probes !== undefined && snapshot.probes.state === 'not yet')
  );
}
