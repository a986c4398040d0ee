import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { errorCode } from '../files/durable-files.ts';
import { isAlive } from '../machines/process-start.ts';
import type { AnyJob } from '../sync/jobs.ts';
import { jobs } from '../sync/jobs.ts';
import type { JobName } from '../sync/job.ts';
import { isWaiting } from '../sync/plan.ts';
import type { RunRecord } from '../sync/record.ts';
import { readLastSuccess, readRecords, recordFolder } from '../sync/record.ts';
import { lateAfterSeconds } from '../sync/attachments/mode.ts';
import type { StatusCache } from './cache.ts';
import type { Figure, JobHistory, JobReport, RunReport } from './report.ts';
import { known, unknown } from './report.ts';

const mostNamed = 50;

/** How every job stands, by its records. */
export function gatherJobs(
  context: Context,
  config: Config,
  { records }: Pick<StatusCache, 'records'>,
): Promise<readonly JobReport[]> {
  return Promise.all(
    jobs.map(async (job) => {
      const folder = recordFolder(config, job.name);
      // Every record is put in place by a rename, which its folder shows.
      const read = await records.get(folder, [folder], () => readJobRecords(context, config, job.name));
      return describeJob(job, limitOf(config, job.name), await describeHistory(context, read));
    }),
  );
}

function describeJob(
  { name, command }: AnyJob,
  limitSeconds: number,
  history: Figure<JobHistory>,
): JobReport {
  return { job: name, command, limitSeconds, timeliness: timelinessOf(history, limitSeconds), history };
}

/** How old a job's last success may be, in seconds. */
function limitOf(config: Config, job: JobName): number {
  return job === 'attachments' ? lateAfterSeconds(config) : config.LATE_OTHERS_HOURS * 3600;
}

function timelinessOf(history: Figure<JobHistory>, limitSeconds: number): JobReport['timeliness'] {
  if (history.state === 'unknown') return 'unknown';
  const { lastSuccess } = history.value;
  if (lastSuccess === null) return 'never';
  return lastSuccess.ageSeconds > limitSeconds ? 'late' : 'in time';
}

/** The newest records of a job, newest first, and that of its last success. */
export type JobRecords = Figure<{
  readonly newest: readonly RunRecord[];
  readonly success: RunRecord | undefined;
}>;

async function readJobRecords(context: Context, config: Config, job: JobName): Promise<JobRecords> {
  const folder = recordFolder(config, job);
  try {
    await access(folder, constants.R_OK | constants.X_OK);
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    if (code !== 'ENOENT') return unknown(`${folder} cannot be read (${code})`);
    return known({ newest: [], success: undefined });
  }
  const [newest, success] = await Promise.all([
    // More than one: the newest may be of another version of this program.
    readRecords(context, config, { job, most: 5 }),
    readLastSuccess(context, config, job),
  ]);
  return known({ newest, success });
}

async function describeHistory(context: Context, records: JobRecords): Promise<Figure<JobHistory>> {
  if (records.state === 'unknown') return records;
  const { newest, success } = records.value;
  const runs = await Promise.all(newest.map((record) => reportRun(context, record)));
  return known({
    lastSuccess: success === undefined ? null : await reportRun(context, success),
    last: runs.find((run, index) => index === runs.length - 1 || !hasJustBegun(run)) ?? null,
  });
}

const justBegunSeconds = 60;

/** What a run each minute does is mostly over at once: meanwhile, what the one before found still holds. */
function hasJustBegun({ outcome, ageSeconds }: RunReport): boolean {
  return outcome === 'running' && ageSeconds < justBegunSeconds;
}

async function reportRun(context: Context, record: RunRecord): Promise<RunReport> {
  const { id, startedAt, endedAt, by, counts, failure, problems, exitCode, series } = record;
  const died = record.outcome === 'running' && !(await isAlive(by));
  const age = context.clock.now().getTime() - Date.parse(endedAt ?? startedAt);
  return {
    id,
    startedAt,
    endedAt: endedAt ?? null,
    // What a wrong clock dates into the future is as far off as that, and must not count as in time until then.
    ageSeconds: Math.abs(Math.round(age / 1000)),
    outcome: died ? 'died' : record.outcome,
    exitCode: exitCode ?? null,
    by: describeWho(by),
    counts: counts ?? null,
    problems: problems.length,
    leftOut: problems.slice(0, mostNamed).map(({ item }) => item),
    waiting: isWaiting(problems),
    failure: failure ?? null,
    ...(series === undefined ? {} : { series }),
  };
}

function describeWho({ user, sudoUser, from }: RunRecord['by']): string {
  const who = sudoUser ?? user;
  return from === 'cron' || from === 'systemd' ? from : who;
}
