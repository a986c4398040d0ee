import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { readRecords } from '../record.ts';
import { isLedByDatabase } from './mode.ts';

/** Some seconds early is not early: cron's minutes are not ours. */
const slackMs = 30_000;

/**
 * Whether a scheduled run has anything to do now. A look at the standby's own database costs nothing and is always due;
 * a walk over production only when the last one, however it ended, is WALK_MINUTES ago.
 */
export async function isDue(context: Context, config: Config): Promise<boolean> {
  if (isLedByDatabase(config)) return true;
  const records = await readRecords(context, config, { job: 'attachments', most: 5 });
  const last = records.find(({ endedAt, outcome }) => endedAt !== undefined && outcome !== 'interrupted');
  if (last === undefined) return true;
  const age = context.clock.now().getTime() - Date.parse(last.startedAt);
  return !(age >= 0 && age < config.WALK_MINUTES * 60_000 - slackMs);
}
