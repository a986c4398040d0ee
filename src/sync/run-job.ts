import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { ExitName } from '../exit-codes.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Failure } from '../failures.ts';
import { asFailure, fail } from '../failures.ts';
import { openProduction } from '../machines/production.ts';
import { productionHost } from '../config/load.ts';
import { requireStandby } from '../postgres/role.ts';
import { sendAlert, sendHealthcheck } from './alerts.ts';
import { guardDiskSpace, guardProportion } from './guards.ts';
import type { Job, Session } from './job.ts';
import { takeLocks } from './lock.ts';
import type { Counts, Plan, Problem } from './plan.ts';
import { countPlan, isEmpty } from './plan.ts';
import type { RunRecord } from './record.ts';
import { newRecord, writeRecord } from './record.ts';
import { writeSummary } from './summary.ts';

/** How a run is wanted. */
export interface RunFlags {
  readonly dryRun: boolean;
  /** Lets the run remove as much as its plan found. */
  readonly allowRemovals: boolean;
}

/** How a run ended. A failure is told in it, not thrown. */
export interface RunResult {
  readonly exit: ExitName;
  readonly record: RunRecord;
  /** What was planned; undefined when the run did not come that far. */
  readonly plan: Plan | undefined;
  readonly failure: Failure | undefined;
}

/**
 * One run of a job: sync switched on, this machine a standby, locks, plan, guards, apply, verify, record, summary
 * line, in that order. Throws `sync-off`, `source-not-set` and `lock-held`: then nothing ran and nothing is recorded.
 */
export async function runJob<P extends Plan>(
  context: Context,
  config: Config,
  { job, flags }: { readonly job: Job<P>; readonly flags: RunFlags },
): Promise<RunResult> {
  requireSyncOn(config);
  productionHost(config);
  const locks = await takeLocks(context, config, { names: job.locks, what: job.command });
  const started = newRecord(context, job.name);
  try {
    if (!flags.dryRun) {
      await writeRecord(context, config, started);
      await sendHealthcheck(context, config, 'start');
    }
    const lockFds = locks.map((lock) => lock.fd);
    const result = await attempt(context, config, { job, flags, started, lockFds });
    if (!flags.dryRun) await conclude(context, config, { job, result });
    return result;
  } finally {
    await Promise.all(locks.map((lock) => lock.release()));
  }
}

/** Throws `sync-off` unless SYNCMODE is on. */
export function requireSyncOn(config: Config): void {
  if (config.SYNCMODE === 'on') return;
  fail('sync-off', { what: 'sync is off (SYNCMODE)', next: 'ot-enable-sync switches it on.' });
}

interface Attempt<P extends Plan> {
  readonly job: Job<P>;
  readonly flags: RunFlags;
  readonly started: RunRecord;
  readonly lockFds: readonly number[];
}

async function attempt<P extends Plan>(
  context: Context,
  config: Config,
  run: Attempt<P>,
): Promise<RunResult> {
  let plan: P | undefined;
  try {
    const server = await requireStandby(context, config);
    const production = await openProduction(context, config);
    try {
      const session: Session = {
        context,
        config,
        production,
        server,
        runId: run.started.id,
        lockFds: run.lockFds,
      };
      plan = await run.job.plan(session);
      if (!run.flags.allowRemovals) guardProportion(config, plan);
      await guardDiskSpace(config, plan);
      const problems = run.flags.dryRun ? plan.problems : await carryOut(session, run.job, plan);
      return finished(context, run.started, { plan, problems });
    } finally {
      await production.close();
    }
  } catch (error) {
    return failed(context, run.started, { plan, failure: asFailure(error) });
  }
}

async function carryOut<P extends Plan>(session: Session, job: Job<P>, plan: P): Promise<readonly Problem[]> {
  const { context, config } = session;
  // The plan may have taken a while: a promotion in between must win.
  if (!isEmpty(plan)) await requireStandby(context, config);
  const applied = await job.apply(session, plan);
  context.signal.throwIfAborted();
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

function finished(
  context: Context,
  started: RunRecord,
  { plan, problems }: { readonly plan: Plan; readonly problems: readonly Problem[] },
): RunResult {
  const exit = problems.length > 0 ? 'partial' : 'ok';
  const ended = endRecord(context, started, { exit, counts: countPlan(plan) });
  const record = { ...ended, problems: [...problems], notes: [...plan.notes] };
  return { exit, record, plan, failure: undefined };
}

function failed(
  context: Context,
  started: RunRecord,
  { plan, failure }: { readonly plan: Plan | undefined; readonly failure: Failure },
): RunResult {
  const exit = context.signal.aborted ? 'interrupted' : failure.exit;
  const counts = plan === undefined ? undefined : countPlan(plan);
  const ended = endRecord(context, started, { exit, counts });
  const { code, message: what, next } = failure;
  return { exit, record: { ...ended, failure: { code, what, next } }, plan, failure };
}

function endRecord(
  context: Context,
  started: RunRecord,
  { exit, counts }: { readonly exit: ExitName; readonly counts: Counts | undefined },
): RunRecord {
  const known = ['ok', 'partial', 'refused', 'unverified', 'unreachable', 'interrupted'] as const;
  const outcome = known.find((name) => name === exit) ?? 'failed';
  const endedAt = context.clock.now().toISOString();
  const record: RunRecord = { ...started, endedAt, outcome, exitCode: exitCodes[exit].code };
  return counts === undefined ? record : { ...record, counts };
}

async function conclude<P extends Plan>(
  context: Context,
  config: Config,
  { job, result }: { readonly job: Job<P>; readonly result: RunResult },
): Promise<void> {
  await writeRecord(context, config, result.record);
  if (result.exit === 'ok') await writeSummary(context, config, job.command);
  await sendHealthcheck(context, config, exitCodes[result.exit].code);
  if (result.exit !== 'ok' && result.exit !== 'interrupted') await sendAlert(context, config, result.record);
}
