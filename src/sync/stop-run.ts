import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { descendantsOf } from '../machines/descendants.ts';
import { isAlive } from '../machines/process-start.ts';
import { tellProcess } from '../machines/tell-process.ts';
import { graceOf } from './grace.ts';
import type { JobName } from './job.ts';
import type { RunRecord } from './record.ts';
import { readRecordOf, readRecords } from './record.ts';

/** A job, as people and records name it. */
interface NamedJob {
  readonly name: JobName;
  readonly command: string;
}

/** A run that was ended. */
export interface StoppedRun {
  readonly record: RunRecord;
  /** `ended`: it came to a clean end by itself; `killed`: it did not within the grace. */
  readonly how: 'ended' | 'killed';
}

const stepMs = 100;
/** A killed process is gone at once, unless the disk keeps it. */
const killedSeconds = 10;

/**
 * Ends the run of one job that is under way, by the process that its record names, and returns when it is gone: it is
 * told to end, which leaves the last good state, and killed with what it started after so many seconds. Sync stays
 * switched on. Throws `not-found` when no run is under way, `lock-held` when it cannot be killed.
 */
export async function stopRun(
  context: Context,
  config: Config,
  { job, graceSeconds }: { readonly job: NamedJob; readonly graceSeconds: number },
): Promise<StoppedRun> {
  const record = await livingRun(context, config, job);
  const { by, id } = record;
  await tellProcess(context, by, 'TERM');
  const ended = await isGone(context, by, graceOf(job.name, graceSeconds));
  if (!ended) {
    const children = await descendantsOf(by.pid);
    for (const each of [by, ...children]) await tellProcess(context, each, 'KILL');
    if (!(await isGone(context, by, killedSeconds))) {
      const what = `process ${by.pid} of ${job.command} does not end, not even when it is killed`;
      fail('lock-held', {
        what,
        next: 'See what it waits for: a disk or a network folder that does not answer.',
      });
    }
  }
  const after = await readRecordOf(context, config, { job: job.name, id });
  return { record: after ?? record, how: ended ? 'ended' : 'killed' };
}

async function livingRun(context: Context, config: Config, job: NamedJob): Promise<RunRecord> {
  const last = await readRecords(context, config, { job: job.name, most: 5 });
  for (const record of last) if (record.outcome === 'running' && (await isAlive(record.by))) return record;
  fail('not-found', {
    what: `no run of ${job.command} is under way`,
    next: 'ot-status shows how it ended. A run that has not begun to work yet can be ended with Ctrl-C.',
  });
}

async function isGone({ clock }: Context, by: RunRecord['by'], seconds: number): Promise<boolean> {
  const end = clock.elapsed() + seconds * 1000;
  while (await isAlive(by)) {
    if (clock.elapsed() > end) return false;
    await clock.sleep(stepMs);
  }
  return true;
}
