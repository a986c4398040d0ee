import { productionHost } from '../config/load.ts';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { ExitName } from '../exit-codes.ts';
import { worst } from '../exit-codes.ts';
import type { Failure } from '../failures.ts';
import { failureOf } from '../failures.ts';
import type { AnyJob } from './jobs.ts';
import type { Plan } from './plan.ts';
import type { RunRequest } from './run-job.ts';
import { requireSyncOn } from './run-job.ts';
import type { RunResult } from './run-result.ts';
import { writeSummary } from './summary.ts';

/** The command that runs all jobs, which its summary line names. */
export const fullSyncCommand = 'ot-sync-from-source';

/** How one of several jobs ended: with a result, or with a failure before it ran. */
export interface Step {
  readonly job: AnyJob;
  readonly exit: ExitName;
  readonly failure: Failure | undefined;
  readonly result: RunResult | undefined;
}

/** What is to be run, and who hears of each end. */
export interface AllRequest extends Omit<RunRequest<Plan>, 'job'> {
  readonly jobs: readonly AnyJob[];
  onStep(step: Step): void;
}

/**
 * Runs jobs one after the other; one that fails does not keep the others from running, only an interruption and a
 * sync that is switched off do. The exit code of the worst; its own summary line when every job ended well.
 * Throws `sync-off` and `source-not-set`.
 */
export async function runAll(context: Context, config: Config, request: AllRequest): Promise<ExitName> {
  requireSyncOn(config);
  productionHost(config);
  const exits: ExitName[] = [];
  for (const job of request.jobs) {
    const step = await runStep(context, config, { job, request });
    request.onStep(step);
    exits.push(step.exit);
    if (step.exit === 'interrupted' || step.exit === 'off') break;
  }
  const exit = worst(exits);
  if (exit === 'ok' && !request.flags.dryRun) await writeSummary(context, config, fullSyncCommand);
  return exit;
}

async function runStep(
  context: Context,
  config: Config,
  { job, request }: { readonly job: AnyJob; readonly request: AllRequest },
): Promise<Step> {
  const { flags, reread } = request;
  try {
    const result = await job.run(context, config, { flags, reread });
    return { job, exit: result.exit, failure: result.failure, result };
  } catch (error) {
    const failure = failureOf(error, context.signal);
    return { job, exit: failure.exit, failure, result: undefined };
  }
}
