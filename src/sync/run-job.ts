import { productionHost } from '../config/load.ts';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { fail, failureOf } from '../failures.ts';
import { productionOnDemand } from '../machines/production.ts';
import { requireStandby } from '../postgres/role.ts';
import { sendAlert, sendHealthcheck } from './alerts.ts';
import { guardDiskSpace, guardProportion } from './guards.ts';
import type { Worth } from './follow/worth.ts';
import type { Job, RecordedName, Session } from './job.ts';
import { decideNews } from './news.ts';
import type { Plan, Problem } from './plan.ts';
import { isEmpty, isWaiting } from './plan.ts';
import type { RunRecord } from './record.ts';
import { dropRecord, newRecord, writeRecord } from './record.ts';
import type { RunResult } from './run-result.ts';
import { endRun } from './run-result.ts';
import { lockForRun } from './run-locks.ts';
import { writeInSeries } from './series.ts';
import { writeSummary } from './summary.ts';
import { logRunEnd } from './system-log.ts';
import { withTail } from './tail.ts';

/** How a run is wanted. */
export interface RunFlags {
  readonly dryRun: boolean;
  /** Lets the run remove as much as its plan found. */
  readonly allowRemovals: boolean;
  /** Started again and again by cron: it waits for no lock, has one record for a series of alike runs, and news. */
  readonly scheduled?: boolean;
}

/** What is to be run, and how. */
export interface RunRequest<P extends Plan> {
  readonly job: Job<P, RecordedName>;
  readonly flags: RunFlags;
  /** Reads the configuration again, once the locks are held: sync may have been switched off in between. */
  readonly reread: () => Promise<Config>;
  /** For runs every few seconds: which of them get a record, summary line and alerts. Default: all. */
  readonly worth?: Worth;
}

/**
 * One run of a job: sync switched on, locks, healing, this machine a standby, plan, guards, apply, verify, record,
 * summary line, in that order. Throws `sync-off`, `source-not-set` and `lock-held`: then nothing ran and nothing is recorded.
 */
export async function runJob<P extends Plan>(
  outer: Context,
  config: Config,
  { job, flags, reread, worth }: RunRequest<P>,
): Promise<RunResult> {
  requireSyncOn(config);
  productionHost(config);
  const { context, lines } = withTail(outer);
  const scheduled = flags.scheduled === true;
  const locks = await lockForRun(context, config, { job, scheduled, follows: worth !== undefined });
  try {
    requireSyncOn(await reread());
    const started = newRecord(context, job.name);
    const lockFds = locks.map((lock) => lock.fd);
    const sparing = worth !== undefined;
    const result = await attempt(context, config, { job, flags, started, lockFds, sparing });
    const told = { ...result, record: { ...result.record, output: [...lines()] } };
    if (flags.dryRun) return told;
    if (worth === undefined || worth(told)) {
      return await conclude(context, config, { command: job.command, result: told, scheduled });
    }
    await dropRecord(config, told.record);
    return told;
  } finally {
    await Promise.all(locks.map((lock) => lock.release()));
  }
}

/** Throws `sync-off` unless SYNCMODE is on. */
export function requireSyncOn(config: Config): void {
  if (config.SYNCMODE === 'on') return;
  const next = 'On a standby, ot-enable-sync switches it on. On a machine that was promoted it stays off.';
  fail('sync-off', { what: 'sync is off (SYNCMODE)', next });
}

interface Attempt<P extends Plan> {
  readonly job: Job<P, RecordedName>;
  readonly flags: RunFlags;
  readonly started: RunRecord;
  readonly lockFds: readonly number[];
  /** Whether the record begins with the first change only: a run without one leaves none. */
  readonly sparing: boolean;
}

async function attempt<P extends Plan>(
  context: Context,
  config: Config,
  run: Attempt<P>,
): Promise<RunResult> {
  const { job, flags, started, lockFds, sparing } = run;
  let plan: P | undefined;
  const begun = flags.dryRun || sparing ? undefined : begin(context, config, started);
  // It is awaited below, and may fail before.
  begun?.catch(() => undefined);
  try {
    if (!flags.dryRun) await job.heal?.({ context, config, runId: started.id });
    const [server] = await Promise.all([requireStandby(context, config), begun]);
    const production = productionOnDemand(context, config);
    try {
      const runId = started.id;
      const { allowRemovals } = flags;
      const open = production.open;
      // A dry run asks for as little as it can.
      const expectProduction = flags.dryRun ? () => undefined : production.begin;
      const asked = { production: open, expectProduction };
      const session = { context, config, ...asked, server, runId, allowRemovals, lockFds };
      context.log.progress({ label: `${job.name}: comparing with production` });
      plan = await job.plan(session);
      if (!allowRemovals) guardProportion(config, plan);
      await guardDiskSpace(config, plan);
      if (sparing && !isEmpty(plan)) await begin(context, config, started);
      const problems = flags.dryRun ? plan.problems : await carryOut(session, job, plan);
      return endRun(context, started, { plan, problems });
    } finally {
      context.log.progress();
      await production.close();
    }
  } catch (error) {
    // Its "running" must not come after the record of its end.
    await begun?.catch(() => undefined);
    return endRun(context, started, { plan, failure: failureOf(error, context.signal) });
  }
}

async function begin(context: Context, config: Config, started: RunRecord): Promise<void> {
  await Promise.all([writeRecord(context, config, started), sendHealthcheck(context, config, 'start')]);
}

async function carryOut<P extends Plan>(
  session: Session,
  job: Job<P, RecordedName>,
  plan: P,
): Promise<readonly Problem[]> {
  const { context, config } = session;
  context.signal.throwIfAborted();
  // The plan may have taken a while: a promotion in between must win.
  if (!isEmpty(plan)) await requireStandby(context, config);
  context.log.progress({ label: `${job.name}: bringing over` });
  const applied = await job.apply(session, plan);
  context.signal.throwIfAborted();
  context.log.progress({ label: `${job.name}: verifying` });
  const wrong = await job.verify(session, plan);
  if (wrong.length > 0) {
    const list = wrong.slice(0, 5).map((problem) => `${problem.item}: ${problem.what}`);
    const more = wrong.length > 5 ? `, and ${wrong.length - 5} more` : '';
    fail('verification', {
      what: `${wrong.length} not as planned: ${list.join('; ')}${more}`,
      next: 'Run again; if it stays, look at the named ones on both machines.',
    });
  }
  return [...plan.problems, ...applied.problems];
}

interface Conclusion {
  readonly command: string;
  readonly result: RunResult;
  readonly scheduled: boolean;
}

async function conclude(
  context: Context,
  config: Config,
  { command, result, scheduled }: Conclusion,
): Promise<RunResult> {
  const { exit, failure } = result;
  // Neither well nor wrong yet: whoever waits for a sign of life learns by its absence when that lasts.
  const waiting = exit === 'partial' && isWaiting(result.record.problems);
  const write = async () => {
    const record = scheduled ? await writeInSeries(context, config, result.record) : result.record;
    if (!scheduled) await writeRecord(context, config, record);
    if (exit === 'ok') await writeSummary(context, config, command);
    if ((record.series?.runs ?? 1) === 1) await logRunEnd(context, result);
    return record;
  };
  const tell = waiting ? undefined : sendHealthcheck(context, config, exitCodes[exit].code);
  const [record] = await Promise.all([write(), tell]);
  const { problems } = record;
  const end = { job: record.job, exit, failure, problems, standing: result.plan?.standing === true };
  const news = scheduled ? await decideNews(context, config, end) : undefined;
  const known = waiting || (news !== undefined && news.kind !== 'wrong');
  if (exit !== 'ok' && exit !== 'interrupted' && !known) await sendAlert(context, config, record);
  return { ...result, record, ...(news === undefined ? {} : { news }) };
}
