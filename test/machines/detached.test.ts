import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listDetached, startDetached } from '../../src/machines/detached.ts';
import { until } from '../sandbox/processes.ts';
import { testContext } from '../support/context.ts';

const root = mkdtempSync(join(tmpdir(), 'ot-detached-'));
let count = 0;

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Starts a shell script; how it stands at any moment. */
async function start(script: string, context = testContext()) {
  count += 1;
  const folder = join(root, String(count));
  const id = await startDetached(context, { folder, title: 'a script', argv: ['sh', '-c', script] });
  const stand = async () => {
    const found = (await listDetached(folder)).find((each) => each.id === id);
    if (found === undefined) throw new Error('it is not listed');
    return found;
  };
  return { stand, folder, id };
}

test('what it prints, how far it is and how it ended is kept', async () => {
  const go = join(root, 'go');
  const draw = "printf '\\r\\033[2Khalf\\r\\033[2Kalmost'";
  const { stand } = await start(
    `echo one; echo two >&2; ${draw}; while [ ! -e '${go}' ]; do sleep 0.05; done; exit 7`,
  );
  await until(async () => (await stand()).progress === 'almost', 'its progress');
  expect(await stand()).toMatchObject({
    title: 'a script',
    state: 'running',
    exitCode: undefined,
    tail: ['one', 'two'],
  });
  writeFileSync(go, '');
  await until(async () => (await stand()).state === 'ended', 'its end');
  expect(await stand()).toMatchObject({ exitCode: 7, tail: ['one', 'two'] });
});

test('[promise 11] it outlives whoever started it, and has no terminal', async () => {
  const end = new AbortController();
  const [go, done] = [join(root, 'go-on'), join(root, 'done')];
  const script = `while [ ! -e '${go}' ]; do sleep 0.05; done; ps -o tty= -p $$ >'${done}.new'; mv '${done}.new' '${done}'`;
  const { stand } = await start(script, testContext({ signal: end.signal }));
  end.abort(new Error('the console is told to end'));
  writeFileSync(go, '');
  await until(() => existsSync(done), 'it to go on');
  expect(readFileSync(done, 'utf8').trim()).toBe('?');
  await until(async () => (await stand()).state === 'ended', 'its end');
});

test('one that was killed is lost, not running for ever', async () => {
  const { stand, folder, id } = await start('sleep 600');
  const pidFile = join(folder, id, 'pid');
  await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').endsWith('\n'), 'its pid');
  expect((await stand()).state).toBe('running');
  const pid = Number(readFileSync(pidFile, 'utf8'));
  // Its session is its own: the group of it ends, and nobody else.
  process.kill(-pid, 'SIGKILL');
  await until(async () => (await stand()).state === 'lost', 'its loss to be seen');
});

test('[promise 12] one that a clock which was set back makes the oldest of many is started all the same', async () => {
  const future = Array.from({ length: 30 }, (_, index) =>
    join(root, String(count + 1), `20990101T0000000${10 + index}Z-1`),
  );
  for (const folder of future) mkdirSync(folder, { recursive: true });
  for (const folder of future) writeFileSync(join(folder, 'pid'), '1\n');
  const { stand } = await start('exit 3', testContext({ now: () => new Date('2026-01-01T00:00:00Z') }));
  await until(async () => (await stand()).state === 'ended', 'its end');
  expect((await stand()).exitCode).toBe(3);
  expect(future.filter((folder) => existsSync(folder))).toHaveLength(19);
});

test('control characters of what it prints are no more than text', async () => {
  const { stand } = await start("printf 'a\\033[2Jb\\n'");
  await until(async () => (await stand()).state === 'ended', 'its end');
  expect((await stand()).tail).toEqual(['a?[2Jb']);
});

test('only the last twenty are kept', async () => {
  const folder = join(root, 'many');
  for (let index = 0; index < 22; index += 1) {
    const now = () => new Date(1_700_000_000_000 + index * 1000);
    await startDetached(testContext({ now }), { folder, title: `${index}`, argv: ['true'] });
    await until(async () => (await listDetached(folder)).at(-1)?.state === 'ended', 'its end');
  }
  const titles = (await listDetached(folder)).map(({ title }) => title);
  expect([titles.length, titles[0], titles.at(-1)]).toEqual([20, '2', '21']);
});
