import { expect, test } from 'vitest';
import type { Missing } from '../../../src/sync/attachments/compare.ts';
import { cutBatches } from '../../../src/sync/attachments/batches.ts';

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
  cutBatches({ places }, items, 'stream and rsync').map(
    (batch) => `${batch.base} ${batch.folder} ${batch.items.length}`,
  );

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

const sum = 'ab'.padEnd(40, '0');
const stored = (path: string, options: { bytes?: number; name?: string; sha1?: string } = {}) => ({
  ...missing(path, options.bytes),
  name: options.name ?? `ab/${sum}`,
  sha1: options.sha1 ?? sum,
});
const odd = new Map([...places, ['filestore/a b', { base: '/data', below: 'filestore/a b' }]]);
const waysOf = (items: readonly Missing[], ways: 'stream and rsync' | 'rsync' = 'stream and rsync') =>
  cutBatches({ places: odd }, items, ways).map(({ way, items: own }) => `${way} ${own.length}`);

test('small files that are named by their sha1 come as a stream', () => {
  const threeDigits = stored('filestore/a', { name: `ab0/${sum}` });
  expect(waysOf([stored('filestore/a'), threeDigits])).toEqual(['stream 2']);
  expect(waysOf([stored('filestore/a')], 'rsync')).toEqual(['rsync 1']);
});

test.each([
  ['a large one', stored('filestore/a', { bytes: (16 << 20) + 1 })],
  ['one of another name', stored('filestore/a', { name: 'ab/x' })],
  ['one of another sum than its name tells', stored('filestore/a', { sha1: 'cd'.padEnd(40, '0') })],
  ['one of a database that the gate takes for none', stored('filestore/a b')],
  ['one that is no database’s', { ...stored('addons'), area: { ...area('addons'), database: false } }],
])('%s comes by rsync', (_what, item) => {
  expect(waysOf([stored('filestore/a'), item])).toEqual(['stream 1', 'rsync 1']);
});

test('files keep their order, whatever database they are of, and batches are numbered', () => {
  const items = ['filestore/a', 'filestore/c', 'filestore/a'].map((path) => stored(path));
  const both = new Map([...places, ['filestore/c', { base: '/data', below: 'filestore/c' }]]);
  const [batch, ...more] = cutBatches({ places: both }, items, 'stream and rsync');
  expect(batch?.items.map((each) => each.area.path)).toEqual(['filestore/a', 'filestore/c', 'filestore/a']);
  expect(more).toEqual([]);
  const many = cutBatches(
    { places: both },
    Array.from({ length: 100_001 }, () => stored('filestore/a')),
    'stream and rsync',
  );
  expect(many.map(({ number, items: own }) => [number, own.length])).toEqual([
    [0, 100_000],
    [1, 1],
  ]);
});
