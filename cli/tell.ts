import type { Logger } from '../src/context.ts';
import type { Failure } from '../src/failures.ts';

/** Tells a failure: what is wrong, then what to do. Cron is not told of states that somebody chose. */
export function tellFailure(log: Logger, failure: Failure, quiet: boolean): void {
  const chosen = failure.code === 'sync-off' || failure.code === 'lock-held';
  if (quiet && chosen) return;
  log.error(failure.message);
  log.error(`  → ${failure.next}`);
}

/** A failure for other programs. */
export function failureJson(failure: Failure): object {
  return { code: failure.code, what: failure.message, next: failure.next };
}
