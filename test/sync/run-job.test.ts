import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Stage } from './stage.ts';
import { openStage } from './stage.ts';
import { brought, lastSuccess, runTiny } from './tiny-job.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

const problem = { item: 'thing', what: 'is not to be had' };

describe('a verified success', () => {
  test('[promise 7] it has a record, a last success and a summary line', async () => {
    const result = await runTiny(stage);
    expect(result.failure).toBe(undefined);
    expect(result.exit).toBe('ok');
    expect(brought(stage)).toEqual(['brought']);
    expect(stage.summary()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d :  ot-attachments-sync\n$/);
    const [record] = await stage.records();
    expect(record).toMatchObject({
      outcome: 'ok',
      exitCode: 0,
      by: { user: 'tester', sudoUser: 'alice', from: 'other', host: 'standby' },
      counts: { present: 10, added: 1, changed: 0, removed: 0, bytes: 7 },
      notes: ['a note'],
    });
    expect(JSON.parse(lastSuccess(stage.config))).toEqual(record);
  });

  test('the summary log goes on where the original left it', async () => {
    await runTiny(stage);
    const [line] = stage.summary().split('\n');
    writeFileSync(stage.config.SUMMARYFILE, '2021-10-21 10:00:00 :  ot-attachments-sync\n');
    await runTiny(stage);
    expect(stage.summary().split('\n')).toHaveLength(3);
    expect(line).toHaveLength('2021-10-21 10:00:00 :  ot-attachments-sync'.length);
  });

  test('while it runs its record says so, with the process that runs it', async () => {
    let during: unknown;
    await runTiny(stage, { onApply: async () => void ([during] = await stage.records()) });
    expect(during).toMatchObject({
      outcome: 'running',
      by: { pid: process.pid, pidStart: stage.context.env.pidStart },
    });
  });

  test('the tail of what was printed is kept, without control characters', async () => {
    stage.program('talk', 'printf "first\\nsecond \\033[31mred\\n" >&2');
    await runTiny(stage, {
      onApply: async ({ context }) => {
        context.log.warn('half-way');
        await context.run({ argv: ['talk'], timeoutMs: 5_000 });
      },
    });
    const [record] = await stage.records();
    expect(record?.output).toEqual(['half-way', 'talk: first', 'talk: second ?[31mred']);
    expect(stage.told).toEqual(['half-way']);
  });
});

test("the system's log gets one line for each end", async () => {
  await runTiny(stage);
  await runTiny(stage, { applied: [problem] });
  await runTiny(stage, { source: 0 });
  await runTiny(stage, {}, { dryRun: true });
  const head = '-t ot-redundancy -p user';
  expect(readFileSync(stage.path('syslog'), 'utf8').split('\n')).toEqual([
    `${head}.info -- attachments: verified: 1 new, 0 changed, 0 taken away (7 B)`,
    `${head}.warning -- attachments: in part: 1 new, 0 changed, 0 taken away (7 B), 1 left out`,
    expect.stringMatching(/user\.warning -- attachments: refused by a guard.*no files at all/),
    '',
  ]);
});

describe('no success without proof', () => {
  test('[promise 7] [hazard 22] a result that fails its verification is 14, and no summary line', async () => {
    const result = await runTiny(stage, { wrong: [problem] });
    expect(result.exit).toBe('unverified');
    expect(result.failure?.message).toBe('1 not as planned: thing: is not to be had');
    expect([stage.summary(), lastSuccess(stage.config)]).toEqual(['', '']);
    expect((await stage.records())[0]).toMatchObject({ outcome: 'unverified', exitCode: 14 });
  });

  test.each([
    ['planned', { planned: [problem] }],
    ['met while applying', { applied: [problem] }],
  ])(
    '[promise 7] [hazard 22] something left out, %s, makes it partial: 3, and no summary line',
    async (_, tiny) => {
      const result = await runTiny(stage, tiny);
      expect(result.exit).toBe('partial');
      expect([stage.summary(), lastSuccess(stage.config)]).toEqual(['', '']);
      const [record] = await stage.records();
      expect(record).toMatchObject({ outcome: 'partial', exitCode: 3, problems: [problem] });
    },
  );

  test('[hazard 22] a failure in the middle is told, recorded, and no summary line', async () => {
    const onApply = () => {
      throw new Error('the disk went away');
    };
    const result = await runTiny(stage, { onApply });
    expect(result.exit).toBe('failed');
    expect([stage.summary(), lastSuccess(stage.config)]).toEqual(['', '']);
    const [record] = await stage.records();
    expect(record).toMatchObject({ outcome: 'failed', exitCode: 1, counts: { added: 1 } });
    expect(record?.failure?.what).toContain('the disk went away');
  });

  test('[hazard 21] [hazard 22] production that cannot be reached is 12, recorded, and no summary line', async () => {
    stage.program('ssh', 'echo "Connection refused" >&2; exit 255');
    const result = await runTiny(stage);
    expect(result.exit).toBe('unreachable');
    expect([stage.summary(), brought(stage)]).toEqual(['', []]);
    expect((await stage.records())[0]).toMatchObject({ outcome: 'unreachable', exitCode: 12 });
  });

  test('[promise 7] a run that cannot be recorded does not begin', async () => {
    writeFileSync(stage.path('state'), 'not a folder');
    await expect(runTiny(stage)).rejects.toMatchObject({ code: 'file', exit: 'failed' });
    expect(brought(stage)).toEqual([]);
  });

  test('[promise 7] a success whose summary line cannot be written does not end with 0', async () => {
    mkdirSync(stage.config.SUMMARYFILE, { recursive: true });
    await expect(runTiny(stage)).rejects.toMatchObject({ code: 'file', exit: 'failed' });
    rmdirSync(stage.config.SUMMARYFILE);
    // What stopped it is mended, and nothing is left locked.
    expect((await runTiny(stage)).exit).toBe('ok');
  });

  test('a later failure leaves the last success as it was', async () => {
    await runTiny(stage);
    const before = lastSuccess(stage.config);
    await runTiny(stage, { wrong: [problem] });
    expect(lastSuccess(stage.config)).toBe(before);
    expect((await stage.records()).map(({ outcome }) => outcome)).toEqual(['unverified', 'ok']);
  });
});

describe('only a standby that is switched on syncs', () => {
  test('[promise 2] SYNCMODE off is 4: nothing runs, nothing is recorded', async () => {
    writeFileSync(stage.configFile, readFileSync(stage.configFile, 'utf8').replace('"on"', '"off"'));
    const before = stage.files();
    const config = await stage.reload();
    const run = runTiny({ ...stage, config });
    await expect(run).rejects.toMatchObject({ code: 'sync-off', exit: 'off' });
    expect(stage.files()).toEqual(before);
  });

  test('[promise 2] SYNCSRC that was never set is 10: nothing runs', async () => {
    const bare = await openStage({ SYNCSRC: 'NOT-SET' });
    const before = bare.files();
    await expect(runTiny(bare)).rejects.toMatchObject({ code: 'source-not-set', exit: 'configuration' });
    expect(bare.files()).toEqual(before);
    bare.close();
  });

  test('sync that is switched off between its start and its lock does not run', async () => {
    const config = stage.config;
    writeFileSync(stage.configFile, readFileSync(stage.configFile, 'utf8').replace('"on"', '"off"'));
    await expect(runTiny({ ...stage, config })).rejects.toMatchObject({ code: 'sync-off' });
    expect([brought(stage), await stage.records()]).toEqual([[], []]);
  });

  test('[promise 1] a primary is refused with 13, and that is recorded', async () => {
    stage.database('false');
    const result = await runTiny(stage);
    expect(result.failure).toMatchObject({ code: 'not-standby', exit: 'refused' });
    expect([brought(stage), stage.summary()]).toEqual([[], '']);
    expect((await stage.records())[0]).toMatchObject({ outcome: 'refused', exitCode: 13 });
  });

  test('[promise 1] an unknown role is refused with 13, and that is recorded', async () => {
    stage.database(undefined);
    const result = await runTiny(stage);
    expect(result.failure).toMatchObject({ code: 'role-unknown', exit: 'refused' });
    expect([brought(stage), stage.summary()]).toEqual([[], '']);
    expect((await stage.records())[0]).toMatchObject({ outcome: 'refused', exitCode: 13 });
  });

  test('[promise 1] a promotion between plan and apply wins', async () => {
    const result = await runTiny(stage, { onPlan: () => stage.database('false') });
    expect(result.failure).toMatchObject({ code: 'not-standby' });
    expect(brought(stage)).toEqual([]);
  });
});

describe('a dry run', () => {
  test('changes and records nothing, and tells the plan', async () => {
    const result = await runTiny(stage, {}, { dryRun: true });
    expect(result.exit).toBe('ok');
    expect(result.plan?.groups[0]?.add).toEqual([{ name: 'brought', bytes: 7 }]);
    const left = stage.files().filter((name) => !/^bin|^sync.conf|^run\/ssh-/.test(name));
    expect(left).toEqual(['data', 'run', 'run/attachments.lock']);
  });

  test('tells what would be left out, as partial', async () => {
    const result = await runTiny(stage, { planned: [problem] }, { dryRun: true });
    expect(result.exit).toBe('partial');
    expect(await stage.records()).toEqual([]);
  });
});

describe('Ctrl-C', () => {
  test('[promise 5] ends what runs, is 130, is recorded as interrupted', async () => {
    const result = await runTiny(stage, {
      onApply: async ({ context }) => {
        const running = context.run({ argv: ['sleep', '60'], timeoutMs: 60_000 });
        stage.interrupt.abort(new Error('ended by SIGINT'));
        expect((await running).ended).toBe('cancelled');
      },
    });
    expect(result.exit).toBe('interrupted');
    expect(result.failure?.message).toContain('ended by SIGINT');
    expect(stage.summary()).toBe('');
    expect((await stage.records())[0]).toMatchObject({ outcome: 'interrupted', exitCode: 130 });
  });

  test('while the lock is taken, it leaves nothing locked', async () => {
    stage.interrupt.abort(new Error('ended by SIGTERM'));
    await expect(runTiny(stage)).rejects.toThrow('interrupted');
    expect(await stage.records()).toEqual([]);
  });
});
