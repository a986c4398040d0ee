import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Lock } from './lock.ts';
import { livingHolder, scheduledName, takeLocks } from './lock.ts';

/** The runs of a follower are short: whoever else wants to run waits for their end. */
const followerSeconds = 60;

/** Whose locks, for what kind of run. */
export interface Locking {
  readonly job: { readonly command: string; readonly locks: readonly string[] };
  readonly scheduled: boolean;
  /** Whether it is a run of a follower itself. */
  readonly follows: boolean;
}

/** Takes the locks of a run. One by hand waits for what is mostly over at once: a run of cron, or of a follower. */
export async function lockForRun(
  context: Context,
  config: Config,
  { job, scheduled, follows }: Locking,
): Promise<readonly Lock[]> {
  const what = scheduled ? scheduledName(job.command) : job.command;
  const request = { names: job.locks, what, patient: !scheduled && !follows };
  const waits = request.patient && (await livingHolder(config, 'follow')) !== undefined;
  return takeLocks(context, config, waits ? { ...request, waitSeconds: followerSeconds } : request);
}
