import { createStatusCache } from '../../src/status/cache.ts';
import { createRunHistory } from '../../src/sync/run-history.ts';
import { quiet } from '../quiet.ts';
import { createIncidentReader } from './incident-reader.ts';
import type { Look, Looker } from './look.ts';
import { lookForWaiting } from './look-waiting.ts';
import { lookAtFiles, lookAtProduction, lookAtReport, lookForMissing } from './look.ts';
import type { ConsoleOptions } from './options.ts';
import type { State } from './state.ts';
import { openIncidentOf } from './state.ts';
import type { Store } from './store.ts';

/** What is looked at, and how many milliseconds lie between two looks. */
export const looks: readonly Paced[] = [
  { look: lookAtFiles, everyMs: 1_000, costly: false },
  { look: lookAtReport, everyMs: 2_000, costly: true },
  { look: lookAtProduction, everyMs: 2_000, costly: false },
  { look: lookForMissing, everyMs: 60_000, costly: true },
  { look: lookForWaiting, everyMs: 10_000, costly: true },
];

/** How long a check may keep the rest of the report waiting. */
const patienceMs = 700;

interface Paced {
  readonly look: Look;
  readonly everyMs: number;
  /** Starts programs: when nothing goes on it is to take no more than a fiftieth of the time. */
  readonly costly: boolean;
}

const shareWhenQuiet = 50;
const longestWhenQuietMs = 20_000;
const quietAfterMs = 60_000;

/** Milliseconds to the next look: seldom where a look takes long, and seldom while nobody touches a key and nothing goes on. */
export function pauseAfter(state: State, { everyMs, costly }: Omit<Paced, 'look'>, tookMs: number): number {
  // A machine that is slow to answer is not kept busy with our questions.
  const usual = Math.max(everyMs, 2 * tookMs);
  const running = state.snapshot.commands.some((each) => each.state === 'running');
  const still = state.now - state.keyAt > quietAfterMs && openIncidentOf(state) === undefined && !running;
  if (!still) return usual;
  return Math.max(usual, costly ? Math.min(longestWhenQuietMs, shareWhenQuiet * tookMs) : 2 * everyMs);
}

/** Who looks: what the looks would print would break the screen. */
export function createLooker({ context, configPath }: ConsoleOptions): Looker {
  const silent = quiet(context);
  return {
    context: silent,
    configPath,
    history: createRunHistory(silent),
    cache: createStatusCache(context.clock, patienceMs),
    incidents: createIncidentReader(context.clock),
  };
}

/**
 * Looks at everything again and again until the signal is aborted. Each look waits for its own end before the next, so
 * that none overlap; a slow one is repeated later, and none keeps a key waiting.
 */
export async function watch(options: ConsoleOptions, store: Store, signal: AbortSignal): Promise<void> {
  const looker = createLooker(options);
  const { clock } = options.context;
  const pause = (milliseconds: number) => clock.sleep(milliseconds, signal).catch(() => undefined);
  const repeat = async (pace: Omit<Paced, 'look'>, work: () => Promise<void>) => {
    while (!signal.aborted) {
      const began = clock.elapsed();
      await work();
      await pause(pauseAfter(store.state(), pace, clock.elapsed() - began));
    }
  };
  const tick = () => store.dispatch({ kind: 'tick', now: clock.now().getTime() });
  const each = looks.map(({ look, ...pace }) =>
    repeat(pace, async () => {
      const part = await look(looker, store.state());
      if (!signal.aborted) store.dispatch({ kind: 'looked', part });
    }),
  );
  await Promise.all([...each, repeat({ everyMs: 1_000, costly: false }, async () => tick())]);
}
