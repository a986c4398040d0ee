import { expect, test } from 'vitest';
import { cutBatches } from '../../../src/sync/attachments/batches.ts';
import { sumFolder } from '../../../src/sync/attachments/whole-folders.ts';

const area = (path: string) => ({ path, folder: path.split('/')[0] ?? '', database: true });
const missing = (path: string, bytes = 1) => ({
  area: area(path),
  name: 'x',
  wanted: { kind: 'file', bytes, time: 1, mode: 0o644, target: '' } as const,
  sha1: undefined,
  replaces: false,
});
const places = new Map([
  ['filestore/a', { base: '/data', below: 'filestore/a' }],
  ['filestore/b', { base: '/other', below: '' }],
  ['addons', { base: '/data', below: 'addons' }],
]);
const figures = (items: readonly ReturnType<typeof missing>[]) =>
  cutBatches({ places }, items).map((batch) => `${batch.base} ${batch.folder} ${batch.items.length}`);

test('each folder on each disk is fetched by itself', () => {
  const items = ['filestore/a', 'addons', 'filestore/b', 'filestore/a'].map((path) => missing(path));
  expect(figures(items)).toEqual(['/data filestore 2', '/data addons 1', '/other filestore 1']);
});

test('batches end at their number of files or bytes; a file that is larger alone is one', () => {
  expect(figures(Array.from({ length: 10_001 }, () => missing('addons')))).toEqual([
    '/data addons 10000',
    '/data addons 1',
  ]);
  const large = 600 * 1024 * 1024;
  expect(figures([missing('addons'), missing('addons', large), missing('addons')])).toEqual([
    '/data addons 1',
    '/data addons 1',
    '/data addons 1',
  ]);
});

test('what is fetched as a whole folder stays together, in the order of what comes first', () => {
  const inFolder = (folder: string, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const sum = `${folder}${index.toString(16).padStart(38, '0')}`;
      return { ...missing('filestore/a'), name: `${folder}/${sum}`, sha1: sum };
    });
  const items = [...inFolder('aa', 6_000), ...inFolder('bb', 6_000), ...inFolder('aa', 1_000)];
  const wholes = new Set(['filestore/a/aa', 'filestore/a/bb']);
  const folders = cutBatches({ places }, items, wholes).map((batch) => batch.items.map(sumFolder));
  expect(folders.map((each) => [each.length, [...new Set(each)]])).toEqual([
    [7_000, ['filestore/a/aa']],
    [6_000, ['filestore/a/bb']],
  ]);
});
