import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { aptJob } from './apt/job.ts';
import { thoroughAttachmentsJob } from './attachments/job.ts';
import { confJob } from './conf/job.ts';
import type { Healing, Job, JobName } from './job.ts';
import { pipJob } from './pip/job.ts';
import type { Plan } from './plan.ts';
import { projectsJob } from './projects/job.ts';
import type { RunRequest } from './run-job.ts';
import { runJob } from './run-job.ts';
import type { RunResult } from './run-result.ts';

/** A job of whatever plan: what is needed to run it among others. */
export interface AnyJob {
  readonly name: JobName;
  readonly command: string;
  /** Puts right what a killed run left half done. The caller holds the job's locks. */
  heal(healing: Healing): Promise<void>;
  /** What a killed run left that only a run can mend. */
  leftOpen(healing: Healing): Promise<readonly string[]>;
  run(context: Context, config: Config, request: Omit<RunRequest<Plan>, 'job'>): Promise<RunResult>;
}

/** Hides the plan of a job, so that it can stand in one list with all others. */
export function runnable<P extends Plan>(job: Job<P>): AnyJob {
  const { name, command } = job;
  return {
    name,
    command,
    heal: async (healing) => job.heal?.(healing),
    leftOpen: async (healing) => (await job.leftOpen?.(healing)) ?? [],
    run: (context, config, request) => runJob(context, config, { ...request, job }),
  };
}

/**
 * All jobs in the order of a full sync: package repositories and packages first, then the Python modules that may
 * need them to build, the projects that import both, the files, and last the configuration that refers to all of them.
 */
export const jobs: readonly AnyJob[] = [
  runnable(aptJob),
  runnable(pipJob),
  runnable(projectsJob),
  runnable(thoroughAttachmentsJob),
  runnable(confJob),
];
