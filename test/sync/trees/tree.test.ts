import { symlinkSync, utimesSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countDifferences, differences } from '../../../src/sync/trees/differences.ts';
import { localTrees } from '../../../src/sync/trees/read-trees.ts';
import { parseTrees } from '../../../src/sync/trees/tree.ts';
import type { Place } from '../../support/place.ts';
import { openPlace } from '../../support/place.ts';

let place: Place;

beforeEach(async () => {
  place = await openPlace();
});

afterEach(() => place.close());

const read = async (...names: readonly string[]) =>
  localTrees(
    place.context,
    place.config,
    names.map((name) => place.at(name)),
  );

const file = 'f\u00001\u00001.5\u0000644\u0000root\u0000root\u0000\u0000a\u0000';
const folder = 'd\u00001\u00001.5\u0000755\u0000root\u0000root\u0000\u0000\u0000';
const end = (code: number) => `.\u0000${code}${'\u0000'.repeat(7)}`;

test('reads folders, files, links and what is missing, each in its turn', async () => {
  place.write('etc/a/b', 'content');
  symlinkSync('/elsewhere', place.at('etc/a/link'));
  const [tree, single, missing] = await read('etc/a', 'etc/a/b', 'etc/none');
  expect([tree?.state, single?.state, missing?.state]).toEqual(['complete', 'complete', 'missing']);
  expect([...(tree?.entries.keys() ?? [])].sort()).toEqual(['b', 'link']);
  expect(tree?.entries.get('link')).toMatchObject({ kind: 'link', target: '/elsewhere' });
  expect(single?.root).toMatchObject({ kind: 'file', bytes: 7 });
});

test('a folder that could not be read to its end is incomplete', () => {
  expect(parseTrees(['/x'], folder + file + end(1))).toMatchObject([{ state: 'incomplete' }]);
  expect(parseTrees(['/x'], end(0))).toMatchObject([{ state: 'incomplete' }]);
});

test.each([
  ['cut short', folder + file],
  ['cut within a record', folder + file.slice(0, -4)],
  ['more than was asked', folder + end(0) + folder + end(0)],
  ['a name that leaves', folder + file.replace('\u0000a\u0000', '\u0000../a\u0000') + end(0)],
  ['an absolute name', folder + file.replace('\u0000a\u0000', '\u0000/a\u0000') + end(0)],
  ['a size that is none', folder.replace('1', '-1') + end(0)],
  ['nothing', ''],
])('[promise 8] an answer is refused: %s', (_, text) => {
  expect(() => parseTrees(['/x'], text)).toThrow('not understood');
});

const comparing = { ignored: () => false, modeMask: { file: 0o777, folder: 0o777 }, owner: undefined };

test('a rewrite within the same second is a change, a rounding of the clock is none', async () => {
  place.write('etc/a/f', '1');
  utimesSync(place.at('etc/a/f'), 1000.25, 1000.25);
  const [before] = await read('etc/a');
  const count = async () => {
    const [after] = await read('etc/a');
    const none = new Map();
    return countDifferences(differences(before?.entries ?? none, after?.entries ?? none, comparing));
  };
  utimesSync(place.at('etc/a/f'), 1000.250001, 1000.250001);
  expect(await count()).toBe(0);
  utimesSync(place.at('etc/a/f'), 1000.5, 1000.5);
  expect(await count()).toBe(1);
});
