import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readHolder, takeLocks, tryLock } from '../../src/sync/lock.ts';
import type { Stage } from './stage.ts';
import { openStage } from './stage.ts';
import { brought, runTiny } from './tiny-job.ts';

let stage: Stage;
const started: ChildProcess[] = [];

beforeEach(async () => {
  stage = await openStage();
});

afterEach(async () => {
  for (const child of started.splice(0)) await end(child);
  stage.close();
});

/** Ends a program that we started, with SIGKILL, and waits until the kernel has cleaned up after it. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Starts a program and waits for its first line. */
async function startUntilReady(argv: readonly [string, ...string[]]) {
  const [file, ...args] = argv;
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], env: stage.env() });
  started.push(child);
  const [line] = await once(child.stdout, 'data');
  return { child, line: String(line).trim() };
}

const lockFile = () => stage.path('run/attachments.lock');

/** Another run of the program: takes the lock as a run does, tells the pid of a child that inherited it, stays. */
async function startHolder(withChild: boolean) {
  const here = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  const script = `
    const { openStage } = await import(${here('./stage.ts')});
    const { tryLock } = await import(${here('../../src/sync/lock.ts')});
    const stage = await openStage();
    const config = { ...stage.config, RUN_DIR: ${JSON.stringify(stage.config.RUN_DIR)} };
    stage.close();
    const lock = await tryLock(stage.context, config, { name: 'attachments', what: 'ot-attachments-sync' });
    const argv = ['sh', '-c', 'echo $$; exec sleep 60'];
    const inherit = [lock.fd];
    const onOutput = (pid) => console.log(String(pid).trim());
    if (${withChild}) stage.context.start({ argv, inherit, timeoutMs: 60000, onOutput });
    else console.log('ready');
    setInterval(() => {}, 1000);`;
  return startUntilReady([process.execPath, '--input-type=module', '-e', script]);
}

test("[promise 6] an administrator's flock holds a sync off: 11, nothing recorded", async () => {
  await runTiny(stage);
  await startUntilReady(['flock', '-F', lockFile(), 'sh', '-c', 'echo ready; exec sleep 60']);
  const second = runTiny(stage, { onPlan: () => expect.unreachable('it ran') });
  await expect(second).rejects.toMatchObject({ code: 'lock-held', exit: 'locked' });
  await expect(runTiny(stage)).rejects.toThrow('another process');
  expect(await stage.records()).toHaveLength(1);
});

test('[promise 6] [hazard 10] two runs at once: the second one is told who runs', async () => {
  const second: unknown[] = [];
  const result = await runTiny(stage, {
    onApply: async () => {
      second.push(await runTiny(stage).catch((error: unknown) => error));
    },
  });
  expect(result.exit).toBe('ok');
  expect(second[0]).toMatchObject({
    code: 'lock-held',
    message: `ot-attachments-sync (process ${process.pid}) holds ${lockFile()}`,
  });
  expect(brought(stage)).toEqual(['brought']);
});

test('[promise 6] SIGKILL of the holder frees the lock: there is no stale one', async () => {
  const { child } = await startHolder(false);
  await expect(runTiny(stage)).rejects.toThrow(`ot-attachments-sync (process ${child.pid})`);
  await end(child);
  expect((await runTiny(stage)).exit).toBe('ok');
});

test('[promise 6] a child that a killed run left still holds the lock, until it ends', async () => {
  const { child, line } = await startHolder(true);
  await end(child);
  await expect(runTiny(stage)).rejects.toThrow(
    'another process (a flock by hand, or what an ended run left)',
  );
  process.kill(Number(line), 'SIGKILL');
  const freed = await tryLock(stage.context, stage.config, {
    name: 'attachments',
    what: 'x',
    waitSeconds: 20,
  });
  await freed?.release();
  expect(freed).not.toBe(undefined);
  expect((await runTiny(stage)).exit).toBe('ok');
});

test('several locks are taken all or none', async () => {
  const [one] = await takeLocks(stage.context, stage.config, { names: ['conf'], what: 'first' });
  const both = takeLocks(stage.context, stage.config, { names: ['conf', 'apt'], what: 'second' });
  await expect(both).rejects.toMatchObject({ code: 'lock-held' });
  const apt = await tryLock(stage.context, stage.config, { name: 'apt', what: 'third' });
  expect(apt).not.toBe(undefined);
  await Promise.all([one?.release(), apt?.release()]);
});

test('the holder is named in the lock file, with what makes its pid certain', async () => {
  const [lock] = await takeLocks(stage.context, stage.config, { names: ['pip'], what: 'ot-pip-sync' });
  const { pid, pidStart } = stage.context.env;
  expect(await readHolder(stage.config, 'pip')).toEqual({ pid, pidStart, what: 'ot-pip-sync' });
  await lock?.release();
});
