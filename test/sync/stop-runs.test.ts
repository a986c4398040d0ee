import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Failure } from '../../src/failures.ts';
import { isAlive, processStart } from '../../src/machines/process-start.ts';
import { tryLock } from '../../src/sync/lock.ts';
import { stopRuns } from '../../src/sync/stop-runs.ts';
import { endProgram } from './processes.ts';
import type { Stage } from './stage.ts';
import { openStage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

const stop = (graceSeconds: number) => stopRuns(stage.context, stage.config, { wait: false, graceSeconds });

/** Whether the lock of the attachments job can be had. */
async function isFree(): Promise<boolean> {
  const lock = await tryLock(stage.context, stage.config, { name: 'attachments', what: 'test' });
  await lock?.release();
  return lock !== undefined;
}

/** Somebody else's flock, by hand. */
async function flockByHand() {
  await isFree();
  const file = stage.path('run/attachments.lock');
  return stage.programs.start('flock', '-F', file, 'sh', '-c', 'echo ready; exec sleep 60');
}

test('where nothing runs, nothing is ended', async () => {
  expect(await stop(20)).toEqual([]);
});

test('[hazard 5] a run in flight is told to end, and its end is waited for', async () => {
  const { child } = await stage.programs.otherRun('obedient');
  const exited = once(child, 'exit');
  const [stopped] = await stop(20);
  expect(stopped).toMatchObject({ job: 'attachments', how: 'ended', holder: { pid: child.pid } });
  expect(await exited).toEqual([130, null]);
  expect(await isFree()).toBe(true);
});

test('[hazard 5] one that does not end is killed after the grace, with what it started', async () => {
  const { child, line } = await stage.programs.otherRun('deaf', { childSeconds: 60 });
  const exited = once(child, 'exit');
  expect(await stop(1)).toMatchObject([{ how: 'killed', holder: { pid: child.pid } }]);
  expect(await exited).toEqual([null, 'SIGKILL']);
  expect(await processStart(Number(line.replace('ready ', '')))).toBe(undefined);
  expect(await isFree()).toBe(true);
});

test('[promise 5] one that installs packages has longer to end: dpkg may finish what it has begun', async () => {
  await stage.programs.otherRun('slow', { lock: 'apt' });
  expect(await stop(1)).toMatchObject([{ job: 'apt', how: 'ended' }]);
});

test('[promise 6] what a killed run left is waited for', async () => {
  const { child, line } = await stage.programs.otherRun('obedient', { childSeconds: 1 });
  await endProgram(child);
  expect(await stop(20)).toEqual([{ job: 'attachments', holder: undefined, how: 'ended' }]);
  expect(await processStart(Number(line.replace('ready ', '')))).toBe(undefined);
});

test('a lock that somebody else keeps is told, and nobody is killed', async () => {
  const { child } = await flockByHand();
  const failure: unknown = await stop(1).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ code: 'lock-held' });
  expect(child.exitCode ?? child.signalCode).toBe(null);
});

test('a process that merely has the recorded pid is left alone', async () => {
  const { child } = await flockByHand();
  const pid = child.pid ?? 0;
  const pidStart = (await processStart(pid)) ?? '';
  writeFileSync(stage.path('run/attachments.lock'), `${pid} ${Number(pidStart) - 1} ot-attachments-sync\n`);
  await expect(stop(1)).rejects.toMatchObject({ code: 'lock-held' });
  expect(await isAlive({ pid, pidStart })).toBe(true);
});

test('asked to wait, it lets a run finish', async () => {
  const { child } = await stage.programs.otherRun('obedient');
  const exited = once(child, 'exit');
  const run: typeof stage.context.run = (command) => {
    // The run finishes once its end is being waited for.
    if (command.argv[0] === 'flock' && command.argv[1] === '-w') child.stdin.end();
    return stage.context.run(command);
  };
  const stopped = await stopRuns({ ...stage.context, run }, stage.config, { wait: true, graceSeconds: 1 });
  expect(stopped).toMatchObject([{ how: 'finished', holder: { pid: child.pid } }]);
  // Told to end, it would have been 130.
  expect(await exited).toEqual([0, null]);
});
