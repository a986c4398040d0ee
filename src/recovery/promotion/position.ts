import type { Replication } from '../../postgres/replication.ts';
import type { StepPlace } from '../as-step.ts';
import { record } from '../incident.ts';

/** How far the database has come, and when that was looked at, in words. */
export interface Position {
  readonly when: string;
  readonly replication: Replication;
}

/** Writes down how far the database has come: what people are told of it is what was written last. Throws `file`. */
export async function recordPosition(
  { context, config, incident: id }: Omit<StepPlace, 'step'>,
  { when, replication }: Position,
): Promise<void> {
  const { replayedLsn = 'unknown', lastTransactionAt = 'unknown' } = replication;
  const what = `${when}: replayed to ${replayedLsn}, last transaction ${lastTransactionAt}`;
  await record(context, config, { id, event: { kind: 'fact', name: 'database', what, value: replication } });
}
