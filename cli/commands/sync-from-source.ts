import type { ExitName } from '../../src/exit-codes.ts';
import { exitCodes } from '../../src/exit-codes.ts';
import { jobs } from '../../src/sync/jobs.ts';
import type { Step } from '../../src/sync/run-all.ts';
import { fullSyncCommand, runAll } from '../../src/sync/run-all.ts';
import type { Invocation } from '../command.ts';
import { defineCommand } from '../command.ts';
import { failureJson, tellFailure } from '../tell.ts';
import { resultJson, tellResult } from '../tell-result.ts';
import { syncExits, syncFiles, syncOptions } from '../sync/options.ts';

/** ot-sync-from-source. */
export const syncFromSource = defineCommand({
  name: fullSyncCommand,
  summary: 'run all syncs, one after the other',
  description: [
    'Runs every sync: package repositories and packages, Python modules, projects, attachments, configuration. The repositories come first, because the packages may need them; the configuration comes last, because it refers to all else. Recommended after each deployment to production.',
    'A sync that fails does not keep the next one from running. The exit code is that of the worst, and the summary log gets a line of this command only when every sync ended well.',
  ],
  options: syncOptions,
  files: syncFiles,
  exits: syncExits,
  examples: [
    { line: 'sudo ot-sync-from-source --dry-run', about: 'See what a deployment has changed:' },
    { line: 'sudo ot-sync-from-source', about: 'Bring all of it over:' },
  ],
  run: runSyncFromSource,
});

async function runSyncFromSource(invocation: Invocation<typeof syncOptions>): Promise<ExitName> {
  const { context, options, print } = invocation;
  const { values } = await invocation.config();
  const dryRun = options['dry-run'] === true;
  const flags = { dryRun, allowRemovals: options['allow-removals'] === true };
  const steps: Step[] = [];
  const onStep = (step: Step) => {
    steps.push(step);
    if (options.json !== true) tellStep(invocation, step, dryRun);
  };
  const reread = async () => (await invocation.config()).values;
  const exit = await runAll(context, values, { jobs, flags, reread, onStep });
  if (options.json === true) {
    const runs = steps.map((step) => stepJson(step, dryRun));
    print(JSON.stringify({ schemaVersion: 1, exit, dryRun, runs }));
  }
  return exit;
}

function tellStep(invocation: Invocation<typeof syncOptions>, step: Step, dryRun: boolean): void {
  const { context, options, print } = invocation;
  const quiet = options.quiet === true;
  if (step.result !== undefined) tellResult(invocation, step.result, dryRun);
  if (step.failure !== undefined) tellFailure(context.log, step.failure, quiet);
  const { code, means } = exitCodes[step.exit];
  const how = dryRun && step.exit === 'ok' ? 'a dry run, nothing was changed' : means;
  if (!quiet) print(`${step.job.command}: ${how} (${code})`);
}

function stepJson({ job, exit, failure, result }: Step, dryRun: boolean): object {
  if (result !== undefined) return { command: job.command, ...resultJson(result, dryRun) };
  const told = failure === undefined ? {} : { failure: failureJson(failure) };
  return { command: job.command, job: job.name, exit, dryRun, ...told };
}
