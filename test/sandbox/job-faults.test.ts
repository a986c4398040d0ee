import { setTimeout as wait } from 'node:timers/promises';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canMount, emptyFolder, moveAway, smallDisk } from './faults.ts';
import { jobStories } from './job-stories.ts';
import { until } from './processes.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

const summary = 'log/ot-redundancy-sync-timestamps.log';
const quick = { CONNECT_SECONDS: 3, COMMAND_SECONDS: 10, TRANSFER_IDLE_SECONDS: 5, MIN_FREE_MB: 0 };

describe.each(jobStories)('$command', (story) => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await openSandbox(quick);
    await story.change(sandbox, 0);
    await inStep();
  });

  afterEach(async () => {
    await sandbox.close();
  });

  /** One good run, after which the standby has all that production has; resolves to how long it took. */
  async function inStep(): Promise<number> {
    await sandbox.waitForReplay();
    const began = performance.now();
    const result = await sandbox.run(story.command);
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(story.differences(sandbox)).toEqual([]);
    return performance.now() - began;
  }

  /** The lines of success so far. */
  function successes(): number {
    return sandbox.standby.exists(summary) ? sandbox.standby.read(summary).split('\n').length - 1 : 0;
  }

  /** Resolves when what a killed run started has ended too: it holds the lock until then. */
  async function orphansGone(): Promise<void> {
    const sockets = sandbox.standby.path('run');
    await until(() => !commandLines().some((line) => line.includes(sockets)), 'the orphans to end', 20_000);
  }

  test('[promise 5] [promise 12] killed at any point it leaves the last good state, and the next run is good', async () => {
    await story.change(sandbox, 1);
    const full = await inStep();
    const kills = 8;
    for (let round = 2; round < 2 + kills; round += 1) {
      await story.change(sandbox, round);
      await sandbox.waitForReplay();
      const delay = (full * (round - 2 + Math.random())) / kills;
      const before = successes();
      const started = sandbox.start(story.command);
      await wait(delay);
      started.kill('SIGKILL');
      const { exitCode } = await started.result;
      const where = `killed after ${Math.round(delay)} of ${Math.round(full)} ms`;
      expect(story.torn(sandbox.standby), where).toEqual([]);
      await orphansGone();
      expect(story.torn(sandbox.standby), where).toEqual([]);
      expect(successes() - before, where).toBe(exitCode === 0 ? 1 : 0);
      await inStep();
    }
  });

  test('[promise 7] [hazard 22] unplugged while it runs, it fails, and says so', async () => {
    await story.change(sandbox, 1);
    const full = await inStep();
    for (let round = 2; round < 6; round += 1) {
      await story.change(sandbox, round);
      await sandbox.waitForReplay();
      const before = successes();
      const started = sandbox.start(story.command);
      await wait((full * (round - 2 + Math.random())) / 4);
      await sandbox.sshd.stop();
      const { exitCode, stderr } = await started.result;
      const inStepAnyway = exitCode === 0;
      expect([0, 1, 12]).toContain(exitCode);
      if (!inStepAnyway) expect(stderr).not.toBe('');
      expect(successes() - before).toBe(inStepAnyway ? 1 : 0);
      expect(story.torn(sandbox.standby)).toEqual([]);
      await sandbox.sshd.start();
      await inStep();
    }
  });

  test('[promise 6] with the cable cut while it runs, it ends by itself', async () => {
    await story.change(sandbox, 1);
    const full = await inStep();
    await story.change(sandbox, 2);
    const started = sandbox.start(story.command);
    await wait(full * 0.5);
    sandbox.sshd.freeze();
    const { exitCode } = await started.result;
    sandbox.sshd.thaw();
    expect([0, 1, 12]).toContain(exitCode);
    expect(story.torn(sandbox.standby)).toEqual([]);
    await orphansGone();
    await inStep();
  });

  test('told to end, it ends at once with 130 and leaves the last good state', async () => {
    await story.change(sandbox, 1);
    const started = sandbox.start(story.command);
    await until(
      () => commandLines().some((line) => line.includes(sandbox.standby.path('run/ssh-'))),
      'a connection',
    );
    const before = performance.now();
    started.kill('SIGINT');
    expect(await started.result).toMatchObject({ exitCode: 130 });
    expect(performance.now() - before).toBeLessThan(8_000);
    expect(story.torn(sandbox.standby)).toEqual([]);
    await orphansGone();
    await inStep();
  });

  test.each(['emptied', 'gone'])(
    '[promise 3] [hazard 9] [hazard 13] a source that is %s changes nothing',
    async (how) => {
      const folder = story.folder;
      const before = readdirSync(sandbox.standby.path(folder), { recursive: true }).length;
      const successesBefore = successes();
      const undo = (how === 'emptied' ? emptyFolder : moveAway)(sandbox.production, folder);
      expect(await sandbox.run(story.command)).toMatchObject({
        exitCode: 13,
        stderr: expect.stringMatching(/production has no/),
      });
      expect(readdirSync(sandbox.standby.path(folder), { recursive: true }).length).toBe(before);
      expect(successes()).toBe(successesBefore);
      undo();
      await inStep();
    },
  );

  test('[promise 6] [hazard 10] of two at once one runs and the other says so', async () => {
    await story.change(sandbox, 1);
    await sandbox.waitForReplay();
    const both = await Promise.all([sandbox.run(story.command), sandbox.run(story.command)]);
    expect(both.map((result) => result.exitCode).toSorted()).toEqual([0, 11]);
    expect(story.differences(sandbox)).toEqual([]);
  });

  test('[hazard 10] a disk that fills up while it runs is a failure, not a half', async () => {
    const disk = { folder: story.folder, bytes: 3 << 20 };
    if (!canMount) {
      expect(() => smallDisk(sandbox, sandbox.standby, disk)).toThrow('needs root');
      return;
    }
    smallDisk(sandbox, sandbox.standby, disk);
    // Each of so few bytes takes a whole page: what the plan expects fits in, what comes does not.
    await story.manySmallFiles(sandbox, 2000);
    await sandbox.waitForReplay();
    const before = successes();
    const { exitCode, stderr } = await sandbox.run(story.command);
    expect([1, 13]).toContain(exitCode);
    expect(stderr).toMatch(/no space left on the disk here|the disk here is full/i);
    expect(successes()).toBe(before);
    expect(story.torn(sandbox.standby)).toEqual([]);
    execFileSync('mount', ['-o', 'remount,size=64m', sandbox.standby.path(story.folder)]);
    await inStep();
  });
});

/** The command lines of all processes. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'latin1')];
      } catch {
        return [];
      }
    });
}
