import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProgram } from '../cli/start-command.ts';
import { identify, until } from '../sandbox/processes.ts';
import { testContext } from '../support/context.ts';

const shell = (script: string) => ['sh', '-c', script] as const;
const { run } = testContext();

test('output, error output and exit code are told', async () => {
  const outcome = await run({ argv: shell('echo out; echo err >&2; exit 3'), timeoutMs: 10_000 });
  expect(outcome).toMatchObject({ ended: 'exited', exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
});

test('[promise 8] arguments are no text for a shell', async () => {
  const odd = ['$(echo run)', '`echo run`', "it's", 'a b', '-n', '*', 'new\nline'];
  const outcome = await run({ argv: ['printf', '%s\\0', ...odd], timeoutMs: 10_000 });
  expect(outcome.stdout).toBe(odd.map((word) => `${word}\0`).join(''));
});

test('input is given and closed', async () => {
  expect((await run({ argv: ['cat'], input: 'given', timeoutMs: 10_000 })).stdout).toBe('given');
  expect((await run({ argv: ['cat'], timeoutMs: 10_000 })).stdout).toBe('');
});

test('bytes survive as latin1', async () => {
  const outcome = await run({ argv: ['printf', '\\351\\200'], encoding: 'latin1', timeoutMs: 10_000 });
  expect(outcome.stdout).toBe('\xe9\x80');
});

test('a program that is not there is not started', async () => {
  expect(await run({ argv: ['no-such-program'], timeoutMs: 10_000 })).toMatchObject({ ended: 'not-started' });
});

test('[promise 6] a program that does not end is ended with its children', async () => {
  const outcome = await run({ argv: shell('sleep 300 & echo $!; wait'), timeoutMs: 300 });
  expect(outcome).toMatchObject({ ended: 'timed-out', exitCode: undefined });
  await until(() => identify(Number(outcome.stdout)) === undefined, 'the child to end', 5_000);
});

test('[promise 6] a child that left the group and keeps the output open does not keep us', async () => {
  const began = performance.now();
  const outcome = await run({ argv: shell('setsid sleep 20 & echo $!'), timeoutMs: 300 });
  expect(outcome.ended).toBe('timed-out');
  expect(performance.now() - began).toBeLessThan(10_000);
  process.kill(Number(outcome.stdout), 'SIGKILL');
});

test('[promise 6] a program that leaves a child with its output is over when it exits', async () => {
  const argv = shell('sleep 300 & echo $!; echo said >&2; exit 3');
  const outcome = await run({ argv, timeoutMs: 60_000, tailBytes: 1000 });
  expect(outcome).toMatchObject({ ended: 'exited', exitCode: 3, stderr: 'said\n' });
  expect(outcome.durationMs).toBeLessThan(60_000);
  process.kill(Number(outcome.stdout), 'SIGKILL');
});

test('of long output the end is kept, and the program may say as much as it likes', async () => {
  const much = 'head -c 3000000 /dev/zero | tr "\\0" x';
  const argv = shell(`${much}; echo out; { ${much}; echo err; } >&2`);
  const { exitCode, stdout, stderr } = await run({ argv, timeoutMs: 60_000, tailBytes: 10 });
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: 'xxxxxxout\n', stderr: 'xxxxxxerr\n' });
});

test('what a program still says while it is being ended is not lost', async () => {
  let said = '';
  const running = testContext().start({
    argv: shell("trap 'sleep 0.3; echo last; exit 0' TERM; echo ready; while :; do sleep 0.05; done"),
    timeoutMs: 60_000,
    onOutput(chunk) {
      said += Buffer.from(chunk).toString();
      if (said === 'ready\n') running.kill();
    },
  });
  expect(await running.outcome).toMatchObject({ ended: 'cancelled', exitCode: undefined });
  expect(said).toBe('ready\nlast\n');
});

test('a program that was ended keeps nobody up, and is not told to end again', async () => {
  const { stdout } = await startProgram([join(import.meta.dirname, 'ended-program.ts')]);
  expect(JSON.parse(stdout)).toEqual({ ended: 'cancelled', timers: [], late: [] });
});

test('[promise 6] the longest time-out is no time-out at once', async () => {
  expect(await run({ argv: ['true'], timeoutMs: 2 ** 40 })).toMatchObject({ ended: 'exited', exitCode: 0 });
});

test('an aborted context ends what runs', async () => {
  const controller = new AbortController();
  const context = testContext({ signal: controller.signal });
  const running = context.run({ argv: ['sleep', '300'], timeoutMs: 100_000 });
  controller.abort();
  expect(await running).toMatchObject({ ended: 'cancelled' });
});

test('what must not be cut short comes to its end, also when the interruption was first', async () => {
  const controller = new AbortController();
  const { run: runIn } = testContext({ signal: controller.signal });
  const argv = shell("trap 'echo told; exit 1' TERM; sleep 0.5 & wait; echo whole");
  const running = runIn({ argv, timeoutMs: 60_000, finishMs: 60_000 });
  controller.abort();
  for (const outcome of [await running, await runIn({ argv, timeoutMs: 60_000, finishMs: 60_000 })])
    expect(outcome).toMatchObject({ ended: 'exited', exitCode: 0, stdout: 'whole\n' });
});

test('[promise 6] it is ended all the same once its time is up', async () => {
  const context = testContext({ signal: AbortSignal.abort() });
  const outcome = await context.run({ argv: ['sleep', '300'], timeoutMs: 60_000, finishMs: 100 });
  expect(outcome).toMatchObject({ ended: 'cancelled', exitCode: undefined });
});

test('a started program keeps its input until it is closed', async () => {
  let said = '';
  const heard = Promise.withResolvers<void>();
  const { start } = testContext();
  const running = start({
    argv: shell('echo ready; cat; echo closed'),
    timeoutMs: 10_000,
    onOutput: (chunk) => {
      said += Buffer.from(chunk).toString();
      if (said.includes('ready')) heard.resolve();
    },
  });
  await heard.promise;
  expect(said).toBe('ready\n');
  running.endInput();
  expect(await running.outcome).toMatchObject({ ended: 'exited', exitCode: 0 });
  expect(said).toBe('ready\nclosed\n');
});

test('no more output comes before a promise is kept', async () => {
  const taken: number[] = [];
  const ready = Promise.withResolvers<void>();
  const running = run({
    argv: ['head', '-c', '3000000', '/dev/zero'],
    timeoutMs: 10_000,
    onOutput: (chunk) => {
      taken.push(chunk.length);
      return taken.length === 1 ? ready.promise : undefined;
    },
  });
  // Time enough for all of it to have come otherwise.
  expect((await run({ argv: ['sleep', '0.3'], timeoutMs: 10_000 })).exitCode).toBe(0);
  expect(taken).toHaveLength(1);
  ready.resolve();
  expect(await running).toMatchObject({ ended: 'exited', exitCode: 0 });
  expect(taken.reduce((sum, length) => sum + length)).toBe(3_000_000);
});

test('output goes on after a promise that was broken', async () => {
  let bytes = 0;
  const onOutput = (chunk: Uint8Array) => {
    bytes += chunk.length;
    return Promise.reject(new Error('interrupted'));
  };
  await run({ argv: ['head', '-c', '300000', '/dev/zero'], timeoutMs: 10_000, onOutput });
  expect(bytes).toBe(300_000);
});
