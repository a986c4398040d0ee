import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jobStories } from './job-stories.ts';
import { openTrial } from './job-trial.ts';
import type { JobTrial } from './job-trial.ts';

const tries = 5;

const titled = jobStories.map((story) => [`${story.command}${story.mode ?? ''}`, story] as const);

describe.each(titled)('%s', (_, story) => {
  let trial: JobTrial;

  beforeEach(async () => {
    trial = await openTrial(story);
  });

  afterEach(async () => {
    await trial.sandbox.close();
  });

  test('[promise 5] killed at any point it leaves the last good state, and the next run is good', async () => {
    await trial.change(1);
    const full = await trial.inStep();
    for (let kill = 0; kill < story.faults; kill += 1) {
      await trial.change(2 + kill);
      const delay = (full * (kill + Math.random())) / story.faults;
      const before = trial.successes();
      const started = trial.start();
      await wait(delay);
      started.kill('SIGKILL');
      const { exitCode } = await started.result;
      const where = `killed after ${Math.round(delay)} of ${Math.round(full)} ms`;
      trial.nothingTorn(where);
      await trial.orphansGone();
      trial.nothingTorn(where);
      trial.successIsTrue({ gained: trial.successes() - before, exitCode, where });
      await trial.inStep();
    }
  });

  test('[promise 7] [hazard 22] unplugged while it runs, it fails and says so', async () => {
    await trial.change(1);
    const full = await trial.inStep();
    for (let cut = 0; cut < story.faults; cut += 1) {
      await trial.change(2 + cut);
      const delay = (full * (cut + Math.random())) / story.faults;
      const before = trial.successes();
      const started = trial.start();
      await wait(delay);
      await trial.sandbox.sshd.stop();
      const { exitCode, stderr } = await started.result;
      const where = `unplugged after ${Math.round(delay)} of ${Math.round(full)} ms: ${stderr}`;
      expect([0, 1, 12], where).toContain(exitCode);
      expect(stderr === '', where).toBe(exitCode === 0);
      trial.successIsTrue({ gained: trial.successes() - before, exitCode, where });
      trial.nothingTorn(where);
      await trial.sandbox.sshd.start();
      await trial.inStep();
    }
  });

  test('[promise 6] [hazard 10] with the cable cut while it runs, it ends by itself', async () => {
    let exitCode: number | undefined = 0;
    // One that had ended before the cut proves nothing.
    for (let round = 1; exitCode === 0 && round <= tries; round += 1) {
      await trial.change(round);
      const started = trial.start();
      await trial.connected();
      trial.sandbox.sshd.freeze();
      ({ exitCode } = await started.result);
      trial.sandbox.sshd.thaw();
    }
    expect([1, 12]).toContain(exitCode);
    trial.nothingTorn();
    await trial.orphansGone();
    await trial.inStep();
  });

  test('[promise 6] told to end, it ends at once with 130 and leaves the last good state', async () => {
    await trial.change(1);
    const started = trial.start();
    await trial.connected();
    const began = performance.now();
    started.kill('SIGINT');
    expect(await started.result).toMatchObject({ exitCode: 130 });
    expect(performance.now() - began).toBeLessThan(10_000);
    trial.nothingTorn();
    await trial.orphansGone();
    await trial.inStep();
  });

  test('[promise 6] [hazard 10] of two at once one runs and the other says so', async () => {
    await trial.change(1);
    const both = await Promise.all([trial.run(), trial.run()]);
    expect(both.map((result) => result.exitCode).toSorted()).toEqual([0, 11]);
    expect(story.differences(trial.sandbox)).toEqual([]);
  });
});
