import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { FolderNames } from '../../../../src/sync/attachments/database/folder-names.ts';

const sum = (text: string) => createHash('sha1').update(text).digest('hex');
const sums = Array.from({ length: 500 }, (_, index) => sum(String(index)));

test('knows its names and no others, and which of them were seen', () => {
  const names = new FolderNames([...sums, 'not a sum', sums[0]?.slice(1) ?? '']);
  expect(names.size).toBe(502);
  for (const name of [...sums, 'not a sum']) expect(names.get(name)).toBe(false);
  const strangers = [sum('other'), sums[0]?.toUpperCase() ?? '', 'x'.repeat(40), '', `${sums[0]}0`];
  for (const name of strangers) expect([names.get(name), names.see(name)]).toEqual([undefined, undefined]);
  expect(names.size).toBe(502);
  for (const name of [sums[3] ?? '', 'not a sum']) {
    expect([names.see(name), names.see(name), names.get(name)]).toEqual([false, true, true]);
  }
  expect(names.seen).toBe(2);
  const seen = [...names].filter(([, isSeen]) => isSeen).map(([name]) => name);
  expect(seen).toEqual([sums[3], 'not a sum']);
  expect([...names].map(([name]) => name).toSorted()).toEqual(
    [...sums, 'not a sum', sums[0]?.slice(1)].toSorted(),
  );
});

test('a folder with nothing in it', () => {
  expect([...new FolderNames([])]).toEqual([]);
  expect(new FolderNames([]).get(sums[0] ?? '')).toBe(undefined);
});
