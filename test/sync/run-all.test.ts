import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobName } from '../../src/sync/job.ts';
import type { AnyJob } from '../../src/sync/jobs.ts';
import { jobs, runnable } from '../../src/sync/jobs.ts';
import type { Step } from '../../src/sync/run-all.ts';
import { runAll } from '../../src/sync/run-all.ts';
import type { Stage } from './stage.ts';
import { openStage } from './stage.ts';
import type { Tiny } from './tiny-job.ts';
import { tinyJob } from './tiny-job.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

function tiny(name: JobName, what: Tiny = {}): AnyJob {
  return runnable({ ...tinyJob(stage, what), name, command: `ot-${name}-sync`, locks: [name] });
}

async function run(list: readonly AnyJob[], dryRun = false) {
  const steps: Step[] = [];
  const flags = { dryRun, allowRemovals: false };
  const request = { jobs: list, flags, reread: stage.reload, onStep: (step: Step) => void steps.push(step) };
  const exit = await runAll(stage.context, stage.config, request);
  return { exit, steps: steps.map((step) => `${step.job.command} ${step.exit}`) };
}

/** The names in the summary log. */
const named = () => [...stage.summary().matchAll(/ :  (.*)$/gm)].map(([, name]) => name);

test('[promise 7] its own summary line stands only when every job ended well', async () => {
  expect(await run([tiny('apt'), tiny('conf')])).toEqual({
    exit: 'ok',
    steps: ['ot-apt-sync ok', 'ot-conf-sync ok'],
  });
  expect(named()).toEqual(['ot-apt-sync', 'ot-conf-sync', 'ot-sync-from-source']);
});

test('[hazard 23] a job that fails stops no other, and the exit code is that of the worst', async () => {
  const left = [{ item: 'a', what: 'is left out' }];
  const list = [tiny('apt', { applied: left }), tiny('pip', { wrong: left }), tiny('conf')];
  expect(await run(list)).toEqual({
    exit: 'unverified',
    steps: ['ot-apt-sync partial', 'ot-pip-sync unverified', 'ot-conf-sync ok'],
  });
  expect(named()).toEqual(['ot-conf-sync']);
});

test('[hazard 23] a job whose lock is held is told, the others run, and there is no line of its own', async () => {
  const list = [tiny('conf'), tiny('pip')];
  const within = tiny('apt', { onApply: async () => void (inner = await run([tiny('apt'), ...list])) });
  let inner: Awaited<ReturnType<typeof run>> | undefined;
  await run([within]);
  expect(inner).toEqual({
    exit: 'locked',
    steps: ['ot-apt-sync locked', 'ot-conf-sync ok', 'ot-pip-sync ok'],
  });
  expect(named()).toEqual(['ot-conf-sync', 'ot-pip-sync', 'ot-apt-sync', 'ot-sync-from-source']);
});

test('[promise 6] an interruption ends it, jobs that have not begun included', async () => {
  const onApply = () => stage.interrupt.abort(new Error('ended by SIGINT'));
  expect(await run([tiny('apt', { onApply }), tiny('conf')])).toEqual({
    exit: 'interrupted',
    steps: ['ot-apt-sync interrupted'],
  });
});

test('sync that is switched off meanwhile ends it', async () => {
  const off = () => {
    const text = readFileSync(stage.configFile, 'utf8');
    writeFileSync(stage.configFile, text.replace('SYNCMODE="on"', 'SYNCMODE="off"'));
  };
  const { exit, steps } = await run([tiny('apt', { onApply: off }), tiny('pip'), tiny('conf')]);
  expect([exit, steps]).toEqual(['off', ['ot-apt-sync ok', 'ot-pip-sync off']]);
  expect(named()).toEqual(['ot-apt-sync']);
});

test('[promise 2] sync that is off runs nothing', async () => {
  const config = { ...stage.config, SYNCMODE: 'off' } as const;
  const onStep = () => expect.unreachable('it ran');
  const flags = { dryRun: false, allowRemovals: false };
  const run = runAll(stage.context, config, { jobs, flags, reread: stage.reload, onStep });
  await expect(run).rejects.toMatchObject({ code: 'sync-off' });
});

test('a dry run writes no line', async () => {
  expect((await run([tiny('apt'), tiny('conf')], true)).exit).toBe('ok');
  expect(stage.summary()).toBe('');
});
