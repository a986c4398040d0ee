import { afterEach, beforeEach, expect, test } from 'vitest';
import { readHolder, takeLocks, tryLock } from '../../src/sync/lock.ts';
import { endProgram } from './processes.ts';
import type { Stage } from './stage.ts';
import { openStage } from './stage.ts';
import { brought, runTiny } from './tiny-job.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

const lockFile = () => stage.path('run/attachments.lock');

test("[promise 6] an administrator's flock holds a sync off: 11, nothing recorded", async () => {
  await runTiny(stage);
  await stage.programs.start('flock', '-F', lockFile(), 'sh', '-c', 'echo ready; exec sleep 60');
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
  const { child } = await stage.programs.otherRun('obedient');
  await expect(runTiny(stage)).rejects.toThrow(`ot-attachments-sync (process ${child.pid})`);
  await endProgram(child);
  expect((await runTiny(stage)).exit).toBe('ok');
});

test('[promise 6] a child that a killed run left still holds the lock, until it ends', async () => {
  const { child, line } = await stage.programs.otherRun('obedient', { childSeconds: 60 });
  await endProgram(child);
  await expect(runTiny(stage)).rejects.toThrow(
    'another process (a flock by hand, or what an ended run left)',
  );
  process.kill(Number(line.replace('ready ', '')), 'SIGKILL');
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
