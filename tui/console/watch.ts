import { createKeptServer } from '../../src/postgres/kept-server.ts';
import { createStatusCache } from '../../src/status/cache.ts';
import { createRunHistory } from '../../src/sync/run-history.ts';
import { quiet } from '../quiet.ts';
import { beatMs, createBeat } from './beat.ts';
import { createIncidentReader } from './incident-reader.ts';
import type { Look, Looker } from './look.ts';
import { lookForWaiting } from './look-waiting.ts';
import { lookAtFiles, lookAtProduction, lookAtReport, lookForMissing } from './look.ts';
import type { ConsoleOptions } from './options.ts';
import type { State } from './state.ts';
import type { Store } from './store.ts';

/** What is looked at, and how many milliseconds lie between two looks. */
export const looks: readonly { readonly look: Look; everyMs(state: State): number }[] = [
  { look: lookAtFiles, everyMs: beatMs },
  { look: lookAtReport, everyMs: () => 2_000 },
  { look: lookAtProduction, everyMs: () => 2_000 },
  { look: lookForMissing, everyMs: () => 60_000 },
  { look: lookForWaiting, everyMs: () => 10_000 },
];

/** How long a check may keep the rest of the report waiting. */
const patienceMs = 700;

/** Who looks, until the signal is aborted: what the looks would print would break the screen. */
export function createLooker(
  { context, configPath }: Pick<ConsoleOptions, 'context' | 'configPath'>,
  { signal, patienceMs }: { readonly signal: AbortSignal; readonly patienceMs: number | undefined },
): Looker {
  const silent = quiet(context);
  // Programs that are under way at the end are let be: they only look, and are over sooner than they could be ended.
  const own = { ...silent, signal: AbortSignal.any([silent.signal, signal]) };
  const kept = createKeptServer(silent);
  signal.addEventListener('abort', () => void kept.close(), { once: true });
  return {
    context: own,
    configPath,
    history: createRunHistory(own),
    cache: createStatusCache(own.clock, { patienceMs, kept }),
    incidents: createIncidentReader(own.clock),
  };
}

/**
 * Looks at everything again and again until the signal is aborted. Each look waits for its own end before the next, so
 * that none overlap; a machine that is slow to answer is not kept busy with our questions, and none keeps a key waiting.
 */
export async function watch(options: ConsoleOptions, store: Store, signal: AbortSignal): Promise<void> {
  const looker = createLooker(options, { signal, patienceMs });
  const { clock } = options.context;
  const beat = createBeat(clock, store);
  const repeat = async (everyMs: (state: State) => number, work: () => Promise<void>) => {
    while (!signal.aborted) {
      const began = clock.elapsed();
      await work();
      const pauseMs = Math.max(everyMs(store.state()), 2 * (clock.elapsed() - began));
      await clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  };
  const each = looks.map(({ look, everyMs }) =>
    repeat(everyMs, async () => {
      const part = await look(looker, store.state());
      if (!signal.aborted) beat.take(part, look === lookAtFiles);
    }),
  );
  await Promise.all([...each, repeat(beatMs, async () => beat.keepUp())]);
}
