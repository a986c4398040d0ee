import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isDue } from '../../src/sync/attachments/due.ts';
import { lateAfterSeconds } from '../../src/sync/attachments/mode.ts';
import { decideNews } from '../../src/sync/news.ts';
import { Failure } from '../../src/failures.ts';
import { scheduledName, takeLocks } from '../../src/sync/lock.ts';
import type { ProblemKind } from '../../src/sync/plan.ts';
import type { Stage } from './stage.ts';
import { openStage } from './stage.ts';
import type { Tiny } from './tiny-job.ts';
import { runTiny } from './tiny-job.ts';

let stage: Stage;
let minutes: number;

beforeEach(async () => {
  stage = await openStage({ ALERT_COMMAND: '/bin/true' });
  minutes = 0;
});

afterEach(() => stage.close());

/** The stage, so many minutes after its beginning. */
function nowStage(): Stage {
  const now = () => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000);
  return { ...stage, context: { ...stage.context, clock: { ...stage.context.clock, now } } };
}

/** A run that cron starts, a minute after the one before. */
function nextRun(tiny: Tiny = { inStep: true }) {
  minutes += 1;
  return runTiny(nowStage(), tiny, { scheduled: true });
}

const lineCount = (name: string) =>
  existsSync(stage.path(name)) ? readFileSync(stage.path(name), 'utf8').trimEnd().split('\n').length : 0;

describe('a run each minute', () => {
  test('[promise 7] runs with nothing to do share a record, which counts them; each has its summary line', async () => {
    for (let run = 0; run < 4; run += 1) await nextRun();
    const records = await stage.records();
    expect(records).toMatchObject([
      {
        startedAt: '2026-01-01T00:04:00.000Z',
        outcome: 'ok',
        series: { runs: 4, since: '2026-01-01T00:01:00.000Z' },
      },
    ]);
    expect(records).toHaveLength(1);
    expect(stage.summary().match(/ : {2}ot-attachments-sync\n/g)).toHaveLength(4);
    expect(lineCount('syslog')).toBe(1);
  });

  test('a run that brings something, and one by hand, keep records of their own', async () => {
    await nextRun();
    await nextRun({});
    await nextRun();
    minutes += 1;
    await runTiny(nowStage(), { inStep: true });
    await nextRun();
    await nextRun();
    const told = (await stage.records()).map(({ counts, series }) => [counts?.added, series?.runs]);
    expect(told).toEqual([
      [0, 2],
      [0, undefined],
      [0, 1],
      [1, 1],
      [0, 1],
    ]);
  });

  test('failures that are alike share a record too; another failure, or other things left out, do not', async () => {
    stage.program('ssh', 'exit 255');
    for (let run = 0; run < 3; run += 1) await nextRun();
    stage.database('false');
    for (let run = 0; run < 2; run += 1) await nextRun();
    stage.database('true');
    stage.program('ssh', `printf 'gate 1 forced\nhost prod\ntime 1\nready\n'; cat >/dev/null`);
    await nextRun({ planned: [{ item: 'a', what: 'no' }] });
    await nextRun({ planned: [{ item: 'a', what: 'no' }] });
    await nextRun({ planned: [{ item: 'b', what: 'no' }] });
    const told = (await stage.records()).map(({ outcome, series }) => [outcome, series?.runs]);
    expect(told).toEqual([
      ['partial', 1],
      ['partial', 2],
      ['refused', 2],
      ['unreachable', 3],
    ]);
    expect(lineCount('syslog')).toBe(4);
  });
});

describe('news', () => {
  const failure = (code: 'unreachable' | 'database') => new Failure(code, { what: 'w', next: 'n' });
  const decide = (code?: 'unreachable' | 'database') => {
    const { context, config } = nowStage();
    const end = { job: 'attachments', exit: code === undefined ? 'ok' : failure(code).exit } as const;
    const told = { problems: [], standing: false };
    return decideNews(context, config, {
      ...end,
      ...told,
      failure: code === undefined ? undefined : failure(code),
    });
  };
  /** What is news, by the minute, of ends that are repeated each minute from one on. */
  async function newsOf(ends: readonly (readonly [minutes: number, code?: 'unreachable' | 'database'])[]) {
    const told: string[] = [];
    for (const [count, code] of ends) {
      for (let each = 0; each < count; each += 1) {
        minutes += 1;
        const { kind } = await decide(code);
        if (kind !== 'none') told.push(`${minutes} ${kind}`);
      }
    }
    return told;
  }

  test('what is wrong is told once, again after a day, and when it is over', async () => {
    expect(await newsOf([[5], [1500, 'unreachable'], [5], [5]])).toEqual([
      '6 wrong',
      '1446 wrong',
      '1506 over',
    ]);
  });

  test('something else that is wrong is told as well', async () => {
    const ends = [
      [3, 'unreachable'],
      [3, 'database'],
      [3, 'unreachable'],
    ] as const;
    expect(await newsOf(ends)).toEqual(['1 wrong', '4 wrong']);
  });

  test('what comes and goes each minute is told twice an hour at most', async () => {
    const flapping = Array.from({ length: 60 }, () => [[1, 'unreachable'] as const, [1] as const]).flat();
    expect(await newsOf(flapping)).toEqual(['1 wrong', '2 over', '61 wrong', '62 over']);
  });

  const ended = (exit: 'ok' | 'partial', kinds: readonly ProblemKind[], standing: boolean) => {
    minutes += 1;
    const { context, config } = nowStage();
    const problems = kinds.map((kind) => ({ item: 'a', what: 'b', kind }));
    return decideNews(context, config, { job: 'attachments', exit, failure: undefined, problems, standing });
  };

  test('what settles by itself is told to nobody, and is not the end of what was told', async () => {
    expect(await ended('partial', ['waiting'], false)).toEqual({ kind: 'none' });
    await decide('unreachable');
    expect(await ended('partial', ['waiting'], false)).toEqual({ kind: 'none' });
    expect(await ended('ok', [], false)).toMatchObject({ kind: 'over', standing: false });
  });

  test('what somebody has to act upon is told once, and is over when it stands no more', async () => {
    expect(await ended('partial', ['standing', 'waiting'], true)).toEqual({ kind: 'wrong', once: true });
    for (let each = 0; each < 3; each += 1) expect(await ended('ok', [], true)).toEqual({ kind: 'none' });
    expect(await decide('unreachable')).toEqual({ kind: 'wrong', once: false });
    expect(await ended('ok', [], true)).toMatchObject({ kind: 'over', standing: true });
    expect(await ended('ok', [], true)).toEqual({ kind: 'none' });
    const since = '2026-01-01T00:01:00.000Z';
    expect(await ended('ok', [], false)).toEqual({ kind: 'over', since, standing: false });
    expect(await ended('ok', [], false)).toEqual({ kind: 'none' });
  });

  test('a clock that was set back silences nothing', async () => {
    minutes = 100;
    await decide('unreachable');
    minutes = 1;
    expect(await decide('unreachable')).toMatchObject({ kind: 'wrong' });
  });

  test('where nothing can be remembered, it is told each time', async () => {
    writeFileSync(stage.path('run'), 'not a folder');
    expect(await decide('unreachable')).toMatchObject({ kind: 'wrong' });
    expect(await decide('unreachable')).toMatchObject({ kind: 'wrong' });
    expect(await decide()).toEqual({ kind: 'none' });
  });

  test('ALERT_COMMAND hears once of a failure that stays', async () => {
    stage.program('heard', 'cat >>"$ROOT/heard"; echo >>"$ROOT/heard"');
    const lines = readFileSync(stage.configFile, 'utf8').replace('/bin/true', stage.path('bin/heard'));
    writeFileSync(stage.configFile, lines);
    const config = await stage.reload();
    stage = { ...stage, config };
    stage.database('false');
    for (let run = 0; run < 3; run += 1) expect((await nextRun()).exit).toBe('refused');
    const alerts = readFileSync(stage.path('heard'), 'utf8').match(/"outcome":"refused"/g);
    expect(alerts).toHaveLength(1);
  });
});

describe('a walk over production', () => {
  const due = async () => {
    const { context } = nowStage();
    return isDue(context, { ...stage.config, FILESTORE_MODE: 'mirror' });
  };

  test('is due once in WALK_MINUTES, however the last one ended', async () => {
    expect(await due()).toBe(true);
    stage.program('ssh', 'exit 255');
    await nextRun();
    minutes += 59;
    expect(await due()).toBe(false);
    minutes += 1;
    expect(await due()).toBe(true);
  });

  test('has its own measure of being late', () => {
    expect(lateAfterSeconds(stage.config)).toBe(900);
    expect(lateAfterSeconds({ ...stage.config, FILESTORE_MODE: 'mirror' })).toBe(7800);
    expect(lateAfterSeconds({ ...stage.config, DATA_FOLDERS: ['addons'] })).toBe(7800);
  });
});

describe('the lock of a scheduled run', () => {
  const lockAs = (what: string) => takeLocks(stage.context, stage.config, { names: ['attachments'], what });

  test('is waited for by a run that somebody starts, and by no scheduled one', async () => {
    mkdirSync(stage.path('run'), { recursive: true });
    const [lock] = await lockAs(scheduledName('ot-attachments-sync'));
    await expect(nextRun()).rejects.toMatchObject({ code: 'lock-held' });
    const byHand = runTiny(stage);
    const told = () => stage.told.some((line) => /^waiting for ot-attachments-sync --scheduled/.test(line));
    await expect.poll(told, { timeout: 30_000 }).toBe(true);
    await lock?.release();
    expect((await byHand).exit).toBe('ok');
  });
});
