import type { RunRecord } from '../../src/sync/record.ts';
import type { PlanGroup } from '../../src/sync/plan.ts';
import type { Sandbox } from './sandbox.ts';

const summary = 'log/ot-redundancy-sync-timestamps.log';

/** A run of a job: its exit code, its record, its plan, and the summary log afterwards. */
export type JobRun = RunRecord & {
  readonly plan?: readonly PlanGroup[];
  readonly summary: string;
  readonly stderr: string;
};

/** Runs the command of a job with --json, and reads what it reports. */
export async function jobRun(
  sandbox: Sandbox,
  command: string,
  args: readonly string[] = [],
): Promise<JobRun> {
  const { exitCode, stdout, stderr } = await sandbox.run(command, ['--json', ...args]);
  if (stdout === '') throw new Error(`${command} reported nothing and exited with ${exitCode}: ${stderr}`);
  const { standby } = sandbox;
  const report: RunRecord = JSON.parse(stdout);
  const log = standby.exists(summary) ? standby.read(summary) : '';
  return { ...report, ...(exitCode === undefined ? {} : { exitCode }), summary: log, stderr };
}
