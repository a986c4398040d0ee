import type { Context } from '../../../src/context.ts';
import { asFailure } from '../../../src/failures.ts';
import { until } from '../../../src/until.ts';
import type { Store } from '../store.ts';
import { lookAround, lookHere } from './look.ts';
import { scanOnce } from './scan-once.ts';

const settleMs = 250;

/** Looks at the world for the present draft, again whenever it is told to; one look at a time. `anew`: at all of it. */
export function createLooking(context: Context, store: Store): (anew: boolean) => Promise<void> {
  const scanner = scanOnce(context);
  let present = new AbortController();
  return async (anew) => {
    if (anew) scanner.forget();
    present.abort();
    present = new AbortController();
    const { signal } = present;
    const { draft } = store.state();
    const own = until(scanner.context, signal);
    const tell: Parameters<typeof lookHere>[2] = (part) => {
      if (!signal.aborted) store.dispatch({ kind: 'looked', part });
    };
    try {
      await lookHere(own, draft, tell);
      // Values that follow one another at once are tested once.
      await context.clock.sleep(settleMs, own.signal);
      await lookAround(own, draft, tell);
    } catch (error) {
      if (!own.signal.aborted) store.dispatch({ kind: 'tell', text: asFailure(error).message, bad: true });
    }
  };
}
