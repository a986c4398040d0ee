import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Progress } from '../../src/context.ts';
import { fetchByRsync } from '../../src/machines/rsync.ts';
import type { Stage } from '../sync/stage.ts';
import { openStage } from '../sync/stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage({ BANDWIDTH_KBPS: '4000' });
  // Production is this machine: the rsync of both ends is real.
  stage.program('ssh', 'while [ "$1" != rsync ]; do shift; done; exec "$@"');
  mkdirSync(stage.path('from/folder/below'), { recursive: true });
  mkdirSync(stage.path('into'));
});

afterEach(() => stage.close());

/** Fetches the folder; what progress was told, and after how many milliseconds. */
async function fetchAll() {
  const told: (Progress & { readonly after: number })[] = [];
  const began = performance.now();
  const progress = (value?: Progress) => {
    if (value !== undefined) told.push({ ...value, after: performance.now() - began });
  };
  const context = { ...stage.context, log: { ...stage.context.log, progress } };
  const outcome = await fetchByRsync(context, stage.config, {
    ssh: ['ssh'],
    request: {
      ...{ from: stage.path('from/'), into: stage.path('into/'), label: 'files' },
      ...{ options: ['-rlt'], totalFiles: 3, totalBytes: 4_000_010 },
    },
  });
  expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
  return told;
}

test('progress counts a file when it has arrived, and no folders', async () => {
  writeFileSync(stage.path('from/folder/large'), Buffer.alloc(4_000_000, 'x'));
  writeFileSync(stage.path('from/folder/below/small'), 'small');
  symlinkSync('large', stage.path('from/folder/link'));
  const told = await fetchAll();
  // At 4,000 KiB/s it takes a second.
  const early = told.filter(({ bytes, after }) => (bytes?.done ?? 0) >= 4_000_000 && after < 700);
  expect(early).toEqual([]);
  expect(told.at(-1)).toMatchObject({
    files: { done: 3, total: 3 },
    bytes: { done: 4_000_010, total: 4_000_010 },
  });
});

test('BANDWIDTH_KBPS is what rsync is limited to; 0 is no limit', async () => {
  stage.program('rsync', 'printf "%s\\n" "$@" >"$ROOT/asked"');
  const asked = () => readFileSync(stage.path('asked'), 'utf8').split('\n');
  await fetchAll();
  expect(asked()).toContain('--bwlimit=4000');
  const config = { ...stage.config, BANDWIDTH_KBPS: 0 };
  stage = { ...stage, config };
  await fetchAll();
  expect(asked().filter((each) => each.startsWith('--bwlimit'))).toEqual([]);
});
