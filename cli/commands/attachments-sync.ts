import { attachmentsJob, thoroughAttachmentsJob } from '../../src/sync/attachments/job.ts';
import { livingHolder } from '../../src/sync/lock.ts';
import type { Invocation, Options } from '../command.ts';
import { defineCommand } from '../command.ts';
import { runFollow } from '../sync/follow.ts';
import { jobOptions, syncExits, syncFiles } from '../sync/options.ts';
import { runSync } from '../sync/run.ts';
import { runScheduled } from '../sync/scheduled.ts';

const ownOptions = {
  ...jobOptions,
  scheduled: {
    type: 'boolean',
    about: 'for cron, each minute: ends at once when nothing is due or another run is under way',
  },
  follow: { type: 'boolean', about: 'stay up, and bring each file within seconds of its row' },
} as const satisfies Options;

/** ot-attachments-sync. */
export const attachmentsSync = defineCommand({
  name: 'ot-attachments-sync',
  aliases: ['ot-attachment-sync'],
  summary: 'bring the filestore over from production',
  description: [
    "Brings what is new in Odoo's data folder on production to this standby. Each file is checked before it appears under its name. What production no longer has is set aside, not deleted, and never when this standby's own database still refers to it.",
    "The standby's own database names the files that must be here, and only what is missing is asked of production: with nothing new there is no connection to it at all. A run by hand compares all names and sizes, and the other folders of DATA_FOLDERS (addons; sessions when named there) with production's. With --scheduled and --follow only what new rows refer to is looked at, all of it once an hour, and the other folders each WALK_MINUTES; the note says when all of it was compared last. What no row refers to does not come, and stays ORPHAN_DAYS where it is here, or longer where replay has lagged for longer: leftovers that Odoo is about to collect, and files of databases that are not replicated to this machine.",
    "Where a database cannot be asked, the run says so and names it; all others are brought. With FILESTORE_MODE=mirror the filestore is compared with production's by a walk over it instead, which needs no answer about files from the database and costs production's disk more.",
    'With --scheduled and --quiet, as cron runs it each minute, what is wrong is told once, once more each day while it lasts, and when it is over; alike runs share one record, which counts them. Each verified success has its line in the summary log. A run that finds another one under way ends with 11 and says nothing; by hand, a run waits up to a minute for a scheduled one to end.',
    'With --follow it stays up: it asks the database of this machine how far it has replayed, and fetches what new rows refer to at once, so that a file is here within seconds of its row. It waits for PostgreSQL, for production and for other runs, and ends when it is told to (0), when sync is switched off (4) and when this machine is no standby any more (13). Only runs that brought something, and the first that fails, are recorded; while nothing is to be done the job still counts as in time. Runs of cron leave the work to it. It needs FILESTORE_MODE=database.',
    'A unit for it is installed and not enabled: systemctl enable --now ot-attachments-follow. It is started again after every other end, such as an upgrade. ot-disable-sync ends it, and ot-enable-sync starts it again where it is enabled. A promotion stops and disables it.',
    'Refuses to run on a machine that is not a standby, and, with FILESTORE_MODE=mirror, when the source is empty or too much would be taken away. Where the database leads, only removals out of proportion are left out (3), and what is new comes; nothing is taken away while replay is paused or behind.',
    'A file that a row refers to and production does not have is asked for again once replay has gone on: Odoo may have collected it. Until then the run is partial (3) and no success, but cron mails nothing. What is lost on production too is told once; ot-status shows it for as long as it is.',
  ],
  options: ownOptions,
  files: syncFiles,
  exits: syncExits,
  meanings: {
    ok: 'done, and the result was verified; with --scheduled also: nothing is due; with --follow: told to end',
  },
  examples: [
    { line: 'sudo ot-attachments-sync --dry-run', about: 'See what is missing:' },
    { line: 'sudo ot-attachments-sync', about: 'Bring it over now:' },
    { line: 'sudo ot-attachments-sync --follow', about: 'Keep it complete, until Ctrl-C:' },
  ],
  async run(invocation) {
    const { follow, scheduled, stop } = invocation.options;
    if (follow === true) return runFollow(invocation);
    if (await isFollowed(invocation)) return 'ok';
    if (scheduled === true && stop !== true) return runScheduled(invocation, attachmentsJob);
    return runSync(invocation, thoroughAttachmentsJob);
  },
});

/** Whether a run that nobody typed would only do what a follower does anyway. */
async function isFollowed({
  context,
  config,
  options,
  print,
}: Invocation<typeof ownOptions>): Promise<boolean> {
  if (options.stop === true) return false;
  if (context.env.startedFrom !== 'cron' && context.env.startedFrom !== 'systemd') return false;
  const follower = await livingHolder((await config()).values, 'follow');
  if (follower === undefined) return false;
  if (options.quiet !== true)
    print(`${follower.what} (process ${follower.pid}) keeps the filestore complete`);
  return true;
}
