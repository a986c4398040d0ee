import { expect, test } from 'vitest';
import type { Entry } from '../../../src/files/walk.ts';
import { planFolder } from '../../../src/sync/attachments/plan-folder.ts';

const file: Entry = { kind: 'file', bytes: 3, time: 1, mode: 0o644, target: '' };
const folder: Entry = { ...file, kind: 'folder' };

/** Entries of these names, with the folders that lead to them first; a name with a final "/" is a folder. */
function tree(...names: readonly string[]): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const name of names) {
    const parts = name.split('/');
    parts.slice(0, -1).forEach((_, index) => entries.set(parts.slice(0, index + 1).join('/'), folder));
    if (parts.at(-1) !== '') entries.set(name, file);
  }
  return entries;
}

const groups = (...sides: readonly [ReadonlyMap<string, Entry>?, ReadonlyMap<string, Entry>?]) =>
  planFolder('filestore', sides[0], sides[1]).groups.map(({ title, present, source, many }) => {
    return `${title} ${present} ${source} ${many ? 'files' : 'few'}`;
  });

test('each database is a group; all of them are one when some are to go', () => {
  expect(groups(tree('a/x', 'b/x'), tree('a/x', 'c/x', 'd/x'))[0]).toBe('databases 3 2 few');
  expect(groups(tree('a/x', 'a/y', 'b/x'), tree('a/x'))).toEqual([
    'filestore/a 1 2 files',
    'filestore/b 0 1 files',
  ]);
});

test('a database that production does not have is one removal, with all its names', () => {
  const { groups: found, removals } = planFolder('filestore', tree('a/x'), tree('a/x', 'b/x', 'b/y'));
  expect(found.map((group) => group.title)).toEqual(['databases', 'filestore/a']);
  expect(removals).toMatchObject([{ group: 'databases', name: '', storeNames: ['x', 'y'] }]);
});

test('an empty folder here is no database', () => {
  const { removals } = planFolder('filestore', tree('a/x'), tree('a/x', 'gone/'));
  expect(removals).toEqual([]);
});

test('[hazard 9] an empty or missing filestore leaves nothing to compare with', () => {
  expect(groups(tree(), tree('a/x'))).toEqual(['databases 1 0 few']);
  expect(groups(undefined, tree('a/x'))).toEqual(['databases 1 0 few']);
  expect(groups(tree('a/'), tree('a/x'))).toEqual(['filestore/a 1 0 files']);
});

test('a stray file beside the databases is no sign of an empty source', () => {
  expect(groups(tree('a/x'), tree('a/x', 'dump.zip'))).toEqual([
    'filestore/a 1 1 files',
    'filestore, beside the databases 1 1 files',
  ]);
});

test('another folder is one group; missing on both sides it is a note', () => {
  const { groups: found } = planFolder('addons', tree('14.0/m/x'), tree());
  expect(found).toMatchObject([
    { title: 'addons', present: 0, source: 1, add: [{ name: 'addons/14.0/m/x', bytes: 3 }] },
  ]);
  expect(planFolder('addons', undefined, undefined)).toMatchObject({
    groups: [],
    notes: [expect.any(String)],
  });
});
