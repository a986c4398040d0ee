import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canMount, emptyFolder, moveAway, smallDisk } from './faults.ts';
import { folderStories } from './job-stories.ts';
import { openTrial } from './job-trial.ts';
import type { JobTrial } from './job-trial.ts';

describe.each(folderStories)('$command', (story) => {
  let trial: JobTrial;

  beforeEach(async () => {
    trial = await openTrial(story);
  });

  afterEach(async () => {
    await trial.sandbox.close();
  });

  test.each([
    ['emptied', emptyFolder],
    ['gone', moveAway],
  ])('[promise 3] [hazard 9] [hazard 13] a source that is %s changes nothing', async (_, makeFault) => {
    const { production, standby } = trial.sandbox;
    const here = () => readdirSync(standby.path(story.folder), { recursive: true }).length;
    const [files, successes] = [here(), trial.successes()];
    const undo = makeFault(production, story.folder);
    const result = await trial.run();
    expect(result).toMatchObject({ exitCode: 13, stderr: expect.stringContaining('production has no') });
    expect([here(), trial.successes()]).toEqual([files, successes]);
    undo();
    await trial.inStep();
  });

  test('[promise 5] [hazard 10] a disk that fills up while it runs is a failure, not a half', async () => {
    const { sandbox } = trial;
    const disk = { folder: story.folder, bytes: 3 << 20 };
    if (!canMount) {
      expect(() => smallDisk(sandbox, sandbox.standby, disk)).toThrow('needs root');
      return;
    }
    smallDisk(sandbox, sandbox.standby, disk);
    // Each of so few bytes takes a whole page: what the plan expects fits in, what comes does not.
    await story.manySmallFiles(sandbox, 2000);
    await sandbox.waitForReplay();
    const before = trial.successes();
    const { exitCode, stderr } = await trial.run();
    expect([1, 13]).toContain(exitCode);
    expect(stderr).toContain('the disk here is full');
    expect(trial.successes()).toBe(before);
    trial.nothingTorn();
    execFileSync('mount', ['-o', 'remount,size=64m', sandbox.standby.path(story.folder)]);
    await trial.inStep();
  });
});
