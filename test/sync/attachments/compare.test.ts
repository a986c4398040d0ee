import { expect, test } from 'vitest';
import type { Entry } from '../../../src/files/walk.ts';
import { compareArea } from '../../../src/sync/attachments/compare.ts';

const prod = { path: 'filestore/prod', folder: 'filestore', database: true };
const addons = { path: 'addons', folder: 'addons', database: false };
const stored = `aa/aa${'0'.repeat(38)}`;

const file = (bytes: number, time = 1): Entry => ({ kind: 'file', bytes, time, mode: 0o644, target: '' });
const link = (target: string): Entry => ({
  kind: 'link',
  bytes: target.length,
  time: 1,
  mode: 0o777,
  target,
});
const folder: Entry = { kind: 'folder', bytes: 0, time: 1, mode: 0o755, target: '' };
const entries = (list: Record<string, Entry>) => new Map(Object.entries(list));

/** What a comparison comes to, in names. */
function compare(area: typeof prod, wanted: Record<string, Entry>, here: Record<string, Entry>) {
  const found = compareArea(area, entries(wanted), entries(here));
  return {
    add: found.missing.filter((each) => !each.replaces).map((each) => each.name),
    change: found.missing.filter((each) => each.replaces).map((each) => each.name),
    remove: found.unwanted,
    problems: found.problems.map((problem) => problem.what),
    notes: found.notes,
  };
}

const nothing = { add: [], change: [], remove: [], problems: [], notes: [] };

test('what is on one side only is added or removed; folders count for nothing', () => {
  const found = compare(prod, { aa: folder, [stored]: file(1) }, { bb: folder, 'bb/x': file(1) });
  expect(found).toEqual({ ...nothing, add: [stored], remove: ['bb/x'] });
});

test('a file that is named by its sha1 differs by its size only', () => {
  expect(compare(prod, { [stored]: file(5, 1) }, { [stored]: file(5, 2) })).toEqual(nothing);
  expect(compare(prod, { [stored]: file(5) }, { [stored]: file(4) })).toEqual({
    ...nothing,
    change: [stored],
  });
});

test('all others differ by size or time, also under such a name outside of the filestore', () => {
  for (const [area, name] of [
    [prod, 'zz/other'],
    [addons, stored],
  ] as const) {
    expect(compare(area, { [name]: file(5, 1) }, { [name]: file(5, 1) })).toEqual(nothing);
    expect(compare(area, { [name]: file(5, 1) }, { [name]: file(5, 2) })).toEqual({
      ...nothing,
      change: [name],
    });
  }
});

test('links differ by where they lead', () => {
  expect(compare(addons, { 'a/l': link('../b') }, { 'a/l': link('../b') })).toEqual(nothing);
  expect(compare(addons, { 'a/l': link('../b') }, { 'a/l': link('c') })).toEqual({
    ...nothing,
    change: ['a/l'],
  });
  expect(compare(addons, { l: link('b') }, { l: file(1) })).toEqual({ ...nothing, change: ['l'] });
});

test.each(['/etc/passwd', '../x', 'b/../../x', '../../addons/x'])('a link to %s leads out', (target) => {
  const { add, problems } = compare(addons, { l: link(target) }, {});
  expect([add, problems]).toEqual([[], [expect.stringContaining('leads out')]]);
});

test('what stands in the way is named, and what production no longer has of it is removed', () => {
  const fileHere = compare(addons, { a: folder, 'a/b': file(1) }, { a: file(1) });
  expect(fileHere).toEqual({ ...nothing, remove: ['a'], problems: ['a stands in its way here'] });
  const folderHere = compare(addons, { a: file(1) }, { a: folder, 'a/b': file(1) });
  expect(folderHere).toEqual({ ...nothing, remove: ['a/b'], problems: ['a stands in its way here'] });
});

test('special files are not copied; one of that name here is not taken for it', () => {
  const pipe: Entry = { ...folder, kind: 'other' };
  const found = compare(addons, { pipe, x: file(1) }, { pipe: file(1), x: file(1) });
  expect(found).toEqual({
    ...nothing,
    remove: ['pipe'],
    notes: [expect.stringContaining('1 special files')],
  });
});
