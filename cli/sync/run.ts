import type { ExitName } from '../../src/exit-codes.ts';
import { fail } from '../../src/failures.ts';
import { stopRun } from '../../src/sync/stop-run.ts';
import type { Job } from '../../src/sync/job.ts';
import type { Plan } from '../../src/sync/plan.ts';
import { runJob } from '../../src/sync/run-job.ts';
import type { RunResult } from '../../src/sync/run-result.ts';
import type { Invocation } from '../command.ts';
import { tellFailure } from '../tell.ts';
import { resultJson, tellResult } from '../tell-result.ts';
import type { jobOptions } from './options.ts';

/** Runs a job for its command: flags in, report and exit code out. */
export async function runSync<P extends Plan>(
  invocation: Invocation<typeof jobOptions>,
  job: Job<P>,
): Promise<ExitName> {
  const { context, options } = invocation;
  const { values } = await invocation.config();
  if (options.stop === true) return stop(invocation, job);
  const dryRun = options['dry-run'] === true;
  const flags = { dryRun, allowRemovals: options['allow-removals'] === true };
  const reread = async () => (await invocation.config()).values;
  const result = await runJob(context, values, { job, flags, reread });
  tellRun(invocation, result, dryRun);
  return result.exit;
}

/** Tells how a run ended, as text or JSON. */
export function tellRun(invocation: Invocation<typeof jobOptions>, result: RunResult, dryRun: boolean): void {
  const { context, options, print } = invocation;
  if (options.json === true) print(JSON.stringify(resultJson(result, dryRun)));
  else tellResult(invocation, result, dryRun);
  if (result.failure !== undefined) tellFailure(context.log, result.failure, options.quiet === true);
}

const graceSeconds = 30;

/** Ends the run that is under way instead of starting one. */
async function stop<P extends Plan>(
  { context, config, options, print }: Invocation<typeof jobOptions>,
  job: Job<P>,
): Promise<ExitName> {
  if (options['dry-run'] === true) {
    fail('usage', { what: '--stop and --dry-run do not go together', next: 'ot-status shows what runs.' });
  }
  const { values } = await config();
  const { record, how } = await stopRun(context, values, { job, graceSeconds });
  const ending = how === 'ended' ? 'was ended' : 'did not end by itself and was killed';
  const state = 'What it had not finished waits for the next run.';
  if (options.quiet !== true) print(`${job.command} (process ${record.by.pid}) ${ending}. ${state}`);
  return 'ok';
}
