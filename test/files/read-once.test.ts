import { chmodSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createReadOnce } from '../../src/files/read-once.ts';

const folder = mkdtempSync(join(tmpdir(), 'ot-read-once-'));
const path = join(folder, 'file');
let reads = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Long after everything that this test writes. */
const later = { now: () => new Date(Date.now() + 3_600_000) };

/** Reads the file through what remembers it, twice: what it says, and how often it was really read. */
async function readTwice(once = createReadOnce<string>(later)): Promise<readonly [string, number]> {
  const before = reads;
  const read = async () => {
    reads += 1;
    return readFile(path, 'utf8');
  };
  await once.get('it', [path], read);
  return [await once.get('it', [path], read), reads - before];
}

test('what has not changed is read once; a file that was replaced, rewritten or given other rights is read anew', async () => {
  writeFileSync(path, 'one');
  const once = createReadOnce<string>(later);
  expect(await readTwice(once)).toEqual(['one', 1]);
  expect(await readTwice(once)).toEqual(['one', 0]);
  writeFileSync(`${path}.new`, 'two');
  utimesSync(`${path}.new`, 1, 1);
  renameSync(`${path}.new`, path);
  expect(await readTwice(once)).toEqual(['two', 1]);
  writeFileSync(path, 'six');
  expect(await readTwice(once)).toEqual(['six', 1]);
  chmodSync(path, 0o600);
  expect(await readTwice(once)).toEqual(['six', 1]);
});

test('what is just being written is read each time: the next write may bear the same time', async () => {
  writeFileSync(path, 'now');
  expect(await readTwice(createReadOnce<string>({ now: () => new Date() }))).toEqual(['now', 2]);
});

test('a reading that fails is told, and is tried again', async () => {
  writeFileSync(path, 'back');
  const once = createReadOnce<string>(later);
  const failing = () => Promise.reject(new Error('no right to read it'));
  await expect(once.get('it', [path], failing)).rejects.toThrow('no right');
  expect(await readTwice(once)).toEqual(['back', 1]);
});

test('those who ask at the same time get the same', async () => {
  const once = createReadOnce<string>(later);
  const values = await Promise.all(['a', 'b'].map((value) => once.get('it', [path], async () => value)));
  expect(await once.get('it', [path], async () => 'c')).toBe(values.at(-1));
});
