import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TarReader, wholeBytes } from '../../src/machines/tar-reader.ts';
import type { TarEntry } from '../../src/machines/tar-reader.ts';

let root: string;

const long = `${'d'.repeat(63)}/aa/${'a'.repeat(40)}`;
const sizes = {
  empty: 0,
  one: 1,
  block: 512,
  more: 513,
  many: 70_000,
  whole: wholeBytes,
  large: wholeBytes + 1,
};
const contentOf = (bytes: number) => Buffer.alloc(bytes, `${bytes};`);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ot-tar-'));
  const files = { ...sizes, [long]: 5 };
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), contentOf(bytes));
    utimesSync(join(root, name), 1_700_000_000, 1_700_000_000);
  }
  symlinkSync('one', join(root, 'link'));
});

afterAll(() => rmSync(root, { recursive: true }));

/** What tar makes of files. */
function archive(names: readonly string[], options: readonly string[] = ['--format=ustar']): Buffer {
  const argv = ['--create', '--no-recursion', ...options, '--directory', root, ...names];
  const { stdout, status } = spawnSync('tar', argv, { maxBuffer: 1 << 26 });
  expect(status).toBe(0);
  return stdout;
}

interface Taken extends TarEntry {
  readonly parts: Buffer[];
  ended: boolean;
}

/** Reads in pieces of so many bytes. */
function read(bytes: Buffer, piece: number) {
  const taken: Taken[] = [];
  const reader = new TarReader({
    begin: (entry) => void taken.push({ ...entry, parts: [], ended: false }),
    take: (part) => void taken.at(-1)?.parts.push(Buffer.from(part)),
    end: () => {
      const last = taken.at(-1);
      if (last !== undefined) last.ended = true;
    },
  });
  for (let at = 0; at < bytes.length; at += piece) reader.read(bytes.subarray(at, at + piece));
  return { taken, rest: reader.rest };
}

test.each([1, 7, 511, 512, 513, 4_096, 65_536, 1 << 24])('an archive in pieces of %i bytes', (piece) => {
  const names = piece === 1 ? ['empty', 'one', 'more', long] : [...Object.keys(sizes), long];
  const { taken, rest } = read(Buffer.concat([archive(names), Buffer.from('end 0\n')]), piece);
  expect(rest).toBe('end 0\n');
  expect(taken.map(({ name, ended, isFile, time }) => [name, ended, isFile, time])).toEqual(
    names.map((name) => [name, true, true, 1_700_000_000]),
  );
  for (const { bytes, parts } of taken) {
    if (bytes <= wholeBytes) expect(parts).toHaveLength(1);
    expect(Buffer.concat(parts).equals(contentOf(bytes))).toBe(true);
  }
});

test('what is no plain file is told as such', () => {
  const { taken } = read(archive(['link', '.']), 4_096);
  expect(taken.map(({ name, isFile }) => [name, isFile])).toEqual([
    ['link', false],
    ['./', false],
  ]);
});

test('an archive that is cut has no end, wherever it is cut', () => {
  const whole = archive(['more', 'one']);
  for (let length = 0; length <= 1_024 + 512 + 1_024; length += 128) {
    expect(read(whole.subarray(0, length), 100).rest).toBe(undefined);
  }
  expect(read(whole.subarray(0, 1_024), 100).taken.map(({ ended }) => ended)).toEqual([false]);
});

test.each([
  ['text', Buffer.from('bash: tar: command not found\n'.repeat(100))],
  ['an archive of another kind', archiveOf('v7')],
  ['a size that is no figure', withByte(124, 0x39)],
  ['a size of other bytes', withByte(124, 0x80)],
])('%s is refused', (_what, make) => {
  const bytes = typeof make === 'function' ? make() : make;
  expect(() => read(bytes, 1_000)).toThrow("production's archive is not understood");
});

function archiveOf(format: string): () => Buffer {
  return () => archive(['one'], [`--format=${format}`]);
}

function withByte(at: number, byte: number): () => Buffer {
  return () => {
    const bytes = archive(['one']);
    bytes[at] = byte;
    return bytes;
  };
}

test('what comes behind an archive does not fill the memory', () => {
  const { rest } = read(Buffer.concat([archive(['one']), Buffer.alloc(1 << 20, 'x')]), 65_536);
  expect(rest).toHaveLength(100);
});
