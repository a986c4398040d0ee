import type { Config } from '../../../config/keys.ts';
import type { ReplayPosition } from '../../../postgres/replay-position.ts';
import type { FilestoreState } from './state.ts';

/** For how long a file stays that no row refers to. */
export interface Grace {
  readonly days: number;
  /** Why nothing may go at the moment, whatever its age; undefined: it may. */
  readonly waitsFor: string | undefined;
}

const daySeconds = 86_400;
/** Odoo collects once a day. Source: ir.autovacuum, the cron "Base: Auto-vacuum internal data". */
const collectionDays = 1;
const mostLagSeconds = 3_600;

/** A row that refers to a file may be on its way for as long as replay lags: until then nothing is called unwanted. */
export function graceOf(
  { ORPHAN_DAYS }: Pick<Config, 'ORPHAN_DAYS'>,
  { longestLagSeconds }: Pick<FilestoreState, 'longestLagSeconds'>,
  { paused, lagSeconds }: Pick<ReplayPosition, 'paused' | 'lagSeconds'>,
): Grace {
  const lagDays = Math.max(longestLagSeconds, lagSeconds) / daySeconds;
  const behind = lagSeconds > mostLagSeconds ? 'replay is behind' : undefined;
  return {
    days: Math.max(ORPHAN_DAYS, lagDays + collectionDays),
    waitsFor: paused ? 'replay is paused' : behind,
  };
}

/** The longest lag that still counts: once it is as long ago as it lasted, and a collection, no grace depends on it. */
export function longestLag(
  { state, position }: { readonly state: LongestLag; readonly position: Pick<ReplayPosition, 'lagSeconds'> },
  now: string,
): LongestLag {
  const { longestLagSeconds, longestLagAt = now } = state;
  const age = (Date.parse(now) - Date.parse(longestLagAt)) / 1000;
  // A lag of the future was measured by a wrong clock.
  const counts = age >= 0 && age <= longestLagSeconds + collectionDays * daySeconds;
  if (counts && longestLagSeconds > position.lagSeconds) return { longestLagSeconds, longestLagAt };
  return { longestLagSeconds: position.lagSeconds, longestLagAt: now };
}

type LongestLag = Pick<FilestoreState, 'longestLagSeconds' | 'longestLagAt'>;
