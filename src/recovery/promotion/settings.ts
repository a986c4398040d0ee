import { fail } from '../../failures.ts';
import type { Replication } from '../../postgres/replication.ts';
import type { Driver } from '../drivers/driver.ts';

/** What to do about commits that wait for a standby which is not there. */
export const waitForNobody =
  "As postgres: ALTER SYSTEM SET synchronous_standby_names = ''; SELECT pg_reload_conf(); then run this again.";

/** Why nothing can be written on a primary whose commits wait for a standby that is not there. */
export function waits(names: string): string {
  return `would wait for ever for a standby (synchronous_standby_names = ${names})`;
}

/** How long replay is held back on purpose, for people; undefined when it is not. */
export function heldBack({ applyDelayMs = 0 }: Pick<Replication, 'applyDelayMs'>): string | undefined {
  return applyDelayMs === 0 ? undefined : `recovery_min_apply_delay = ${applyDelayMs / 1000} s`;
}

/** The standbys that every commit would wait for in vain after a promotion; undefined when there are none. */
export function awaitedInVain({
  commitsWaitFor = '',
  followers = 0,
}: Pick<Replication, 'commitsWaitFor' | 'followers'>): string | undefined {
  return commitsWaitFor === '' || followers > 0 ? undefined : commitsWaitFor;
}

/**
 * Refuses settings with which a promotion would not end, or would end in a primary that cannot write. Whether followers that
 * are there will do, the write after the promotion proves. Throws `replay-delayed`, `would-break-standby`.
 */
export function requireSettings(
  replication: Replication,
  { label, driver }: { readonly label: string; readonly driver: Driver['name'] },
): void {
  const held = heldBack(replication);
  if (held !== undefined) {
    fail('replay-delayed', {
      what: `replay is held back on ${label} (${held}): what was received would not all be in the database`,
      next: 'As postgres: ALTER SYSTEM SET recovery_min_apply_delay = 0; SELECT pg_reload_conf(); then run this again.',
    });
  }
  const awaited = awaitedInVain(replication);
  // Patroni sets it anew on whatever it promotes.
  if (awaited === undefined || driver === 'patroni') return;
  fail('would-break-standby', {
    what: `once ${label} is a primary, every write ${waits(awaited)}: Odoo would hang at its first one`,
    next: waitForNobody,
  });
}
