import { createStatusCache } from '../../src/status/cache.ts';
import { createRunHistory } from '../../src/sync/run-history.ts';
import { quiet } from '../quiet.ts';
import type { Look, Looker } from './look.ts';
import { lookAtFiles, lookAtProduction, lookAtReport, lookForMissing } from './look.ts';
import type { ConsoleOptions } from './options.ts';
import type { Store } from './store.ts';

/** What is looked at, and how many milliseconds lie between two looks. */
export const looks: readonly { readonly look: Look; readonly everyMs: number }[] = [
  { look: lookAtFiles, everyMs: 1_000 },
  { look: lookAtReport, everyMs: 2_000 },
  { look: lookAtProduction, everyMs: 2_000 },
  { look: lookForMissing, everyMs: 60_000 },
];

/** How long a check may keep the rest of the report waiting. */
const patienceMs = 700;

/** Who looks: what the looks would print would break the screen. */
export function createLooker({ context, configPath }: ConsoleOptions): Looker {
  const silent = quiet(context);
  return {
    context: silent,
    configPath,
    history: createRunHistory(silent),
    cache: createStatusCache(context.clock, patienceMs),
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
  const repeat = async (everyMs: number, work: () => Promise<void>) => {
    while (!signal.aborted) {
      const began = clock.elapsed();
      await work();
      // A machine that is slow to answer is not kept busy with our questions.
      await pause(Math.max(everyMs, 2 * (clock.elapsed() - began)));
    }
  };
  const tick = () => store.dispatch({ kind: 'tick', now: clock.now().getTime() });
  const each = looks.map(({ look, everyMs }) =>
    repeat(everyMs, async () => {
      const part = await look(looker, store.state());
      if (!signal.aborted) store.dispatch({ kind: 'looked', part });
    }),
  );
  await Promise.all([...each, repeat(1_000, async () => tick())]);
}
