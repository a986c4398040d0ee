import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inspectArrival } from '../../../src/sync/attachments/arrival.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ot-arrival-'));
});

afterAll(() => rmSync(root, { recursive: true }));

const area = { path: 'filestore/prod', folder: 'filestore', database: true };

function inspect(content: string | Uint8Array, sha1: string | undefined, proven = true) {
  const path = join(root, 'file');
  writeFileSync(path, content);
  return inspectPath(path, { sha1, bytes: content.length, proven });
}

function inspectPath(path: string, it: { sha1: string | undefined; bytes: number; proven: boolean }) {
  const wanted = { kind: 'file', bytes: it.bytes, time: 1, mode: 0o6640, target: '' } as const;
  const missing = { area, name: 'aa/x', wanted, sha1: it.sha1, replaces: false };
  const how = { owner: undefined, proven: it.proven, signal: new AbortController().signal };
  return inspectArrival(Buffer.from(path), missing, how);
}

const sha1Of = (content: string | Uint8Array) => createHash('sha1').update(content).digest('hex');

test.each([0, 5, 1 << 20, (1 << 20) + 1, 3_333_333])(
  '[promise 5] %i bytes are held against the sha1',
  async (length) => {
    const content = Buffer.alloc(length, 'x');
    expect(await inspect(content, sha1Of(content))).toEqual({ state: 'good', bytes: length });
    expect(await inspect(content, sha1Of(`${length}`))).toEqual({ state: 'damaged' });
  },
);

test('a file without a checksum in its name is good when rsync proved it, or when size and time are as listed', async () => {
  expect(await inspect('x', undefined)).toEqual({ state: 'good', bytes: 1 });
  expect(await inspect('x', undefined, false)).toEqual({ state: 'damaged' });
});

test('it gets the mode that was listed, without the bits that change the user', async () => {
  await inspect('x', sha1Of('x'));
  expect(statSync(join(root, 'file')).mode & 0o7777).toBe(0o640);
});

test('what is not a file is damaged, what is not there is absent', async () => {
  const it = { sha1: sha1Of('x'), bytes: 1, proven: true };
  writeFileSync(join(root, 'real'), 'x');
  symlinkSync('real', join(root, 'link'));
  mkdirSync(join(root, 'folder'));
  expect(await inspectPath(join(root, 'link'), it)).toEqual({ state: 'damaged' });
  expect(await inspectPath(join(root, 'folder'), it)).toEqual({ state: 'damaged' });
  expect(await inspectPath(join(root, 'none'), it)).toEqual({ state: 'absent' });
});
