import type { ExitName } from '../../src/exit-codes.ts';
import type { Job } from '../../src/sync/job.ts';
import type { Plan } from '../../src/sync/plan.ts';
import { runJob } from '../../src/sync/run-job.ts';
import type { Invocation } from '../command.ts';
import { tellFailure } from '../tell.ts';
import { resultJson, tellResult } from '../tell-result.ts';
import type { syncOptions } from './sync-options.ts';

/** Runs a job for its command: flags in, report and exit code out. */
export async function runSync<P extends Plan>(
  invocation: Invocation<typeof syncOptions>,
  job: Job<P>,
): Promise<ExitName> {
  const { context, options, print } = invocation;
  const { values } = await invocation.config();
  const dryRun = options['dry-run'] === true;
  const flags = { dryRun, allowRemovals: options['allow-removals'] === true };
  const reread = async () => (await invocation.config()).values;
  const result = await runJob(context, values, { job, flags, reread });
  if (options.json === true) print(JSON.stringify(resultJson(result, dryRun)));
  else tellResult(invocation, result, dryRun);
  if (result.failure !== undefined) tellFailure(context.log, result.failure, options.quiet === true);
  return result.exit;
}
