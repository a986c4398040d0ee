import type { Logger } from '../src/context.ts';
import type { Failure } from '../src/failures.ts';
import { printable } from '../src/machines/must.ts';

/** Tells a failure: what is wrong, then what to do. Cron is not told of states that somebody chose. */
export function tellFailure(log: Logger, failure: Failure, quiet: boolean): void {
  const chosen = failure.code === 'sync-off' || failure.code === 'lock-held';
  if (quiet && chosen) return;
  // It may quote production: nothing in it may reach the terminal as more than text.
  log.error(printable(failure.message));
  log.error(`  → ${failure.next}`);
}

/** A failure for other programs. */
export function failureJson(failure: Failure): object {
  return { code: failure.code, what: failure.message, next: failure.next };
}
