import type { Context } from '../../context.ts';
import type { Failure, FailureCode } from '../../failures.ts';
import { failureOf } from '../../failures.ts';
import type { Happening, Pace } from './pace.ts';

/** One look at replay, with a run when there is something to do. */
export type Look = (pace: Pace) => Promise<Happening>;

const waitedFor: readonly FailureCode[] = ['database', 'role-unknown', 'lock-held', 'program-timeout'];
const waitMs = 1_000;

/** Turns what passes by itself into a wait, and tells of it once; of its end with undefined. */
export function waiting(context: Context, look: Look, onWait: (failure: Failure | undefined) => void): Look {
  let told: FailureCode | undefined;
  const tell = (failure: Failure | undefined) => {
    if (failure?.code !== told) onWait(failure);
    told = failure?.code;
  };
  return async (pace) => {
    try {
      const happening = await look(pace);
      if (happening !== 'moved') tell(undefined);
      return happening;
    } catch (error) {
      const failure = failureOf(error, context.signal);
      if (!waitedFor.includes(failure.code)) throw failure;
      tell(failure);
      await context.clock.sleep(waitMs, context.signal);
      return 'moved';
    }
  };
}
