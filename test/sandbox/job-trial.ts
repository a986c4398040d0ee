import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { JobStory } from './job-stories.ts';
import { until } from './processes.ts';
import type { Result, Started } from './product.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

const summary = 'log/ot-redundancy-sync-timestamps.log';
const quick = { CONNECT_SECONDS: 3, COMMAND_SECONDS: 15, TRANSFER_IDLE_SECONDS: 5, MIN_FREE_MB: 0 };

/** A pair in step, and a job that is to be put to the test. */
export class JobTrial {
  readonly sandbox: Sandbox;
  readonly story: JobStory;

  constructor(sandbox: Sandbox, story: JobStory) {
    this.sandbox = sandbox;
    this.story = story;
  }

  /** Gives production something new, which the standby's database knows of. */
  async change(round: number): Promise<void> {
    await this.story.change(this.sandbox, round);
    await this.sandbox.waitForReplay();
  }

  async run(): Promise<Result> {
    return this.sandbox.run(this.story.command, [], { timeout: 120_000 });
  }

  start(): Started {
    return this.sandbox.start(this.story.command, [], { timeout: 120_000 });
  }

  /** One good run, after which the standby has all that production has; resolves to the milliseconds it took. */
  async inStep(): Promise<number> {
    const began = performance.now();
    const result = await this.run();
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(this.story.differences(this.sandbox)).toEqual([]);
    return performance.now() - began;
  }

  /** Expects that nothing on the standby is half new and half old. */
  nothingTorn(where = ''): void {
    expect(this.story.torn(this.sandbox.standby), where).toEqual([]);
  }

  /** How many lines of success there are so far. */
  successes(): number {
    const { standby } = this.sandbox;
    return standby.exists(summary) ? standby.read(summary).split('\n').length - 1 : 0;
  }

  /**
   * Expects a line of success for exit code 0, and otherwise none, unless the run was ended between its last line and
   * its exit: then the standby is in step.
   */
  successIsTrue(run: { gained: number; exitCode: number | undefined; where: string }): void {
    const { gained, exitCode, where } = run;
    if (exitCode === undefined && gained === 1)
      expect(this.story.differences(this.sandbox), where).toEqual([]);
    else expect(gained, where).toBe(exitCode === 0 ? 1 : 0);
  }

  /** Resolves when a run has a connection to production. */
  async connected(): Promise<void> {
    await until(() => this.#connections().length > 0, 'a connection to production');
  }

  /** Resolves when what a killed run started has ended too: it holds the lock until then. */
  async orphansGone(): Promise<void> {
    await until(() => this.#connections().length === 0, 'the orphans to end', 20_000);
  }

  #connections(): string[] {
    const socket = this.sandbox.standby.path('run/ssh-');
    return commandLines().filter((line) => line.includes(socket));
  }
}

/** A pair that has been brought in step by the job once. */
export async function openTrial(story: JobStory): Promise<JobTrial> {
  const trial = new JobTrial(await openSandbox(quick), story);
  try {
    story.setUp?.(trial.sandbox);
    await trial.change(0);
    await trial.inStep();
    return trial;
  } catch (error) {
    await trial.sandbox.close();
    throw error;
  }
}

function commandLines(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'latin1')];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}
