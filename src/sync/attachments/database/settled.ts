import type { ReplayPosition } from '../../../postgres/replay-position.ts';
import { isBeyond } from '../../../postgres/replay-position.ts';
import type { AbsentFile } from './state.ts';

/** Longer than a connection is kept that says nothing. Source: PostgreSQL manual, wal_receiver_timeout. */
const idleMs = 600_000;

/**
 * Whether the end of a row that refers to an absent file would have been replayed by now: what the standby had received
 * when the file was missed is replayed; or production says nothing new, and all of it has been replayed for a while.
 */
export function isSettled(
  { lsn, since }: Pick<AbsentFile, 'lsn' | 'since'>,
  position: Pick<ReplayPosition, 'lsn' | 'caughtUp'>,
  now: Date,
): boolean {
  if (isBeyond(position.lsn, lsn)) return true;
  return position.caughtUp && now.getTime() - Date.parse(since) >= idleMs;
}
