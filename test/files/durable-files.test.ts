import { lchownSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { durableFiles } from '../../src/files/durable-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ot-files-'));
  writeFileSync(join(folder, 'target'), 'first\n');
  symlinkSync('target', join(folder, 'link'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const append = () => durableFiles.appendLine(join(folder, 'link'), 'second', { mode: 0o640 });
const target = () => readFileSync(join(folder, 'target'), 'utf8');

test.runIf(process.getuid?.() === 0)(
  'a link of somebody else does not lead what root appends elsewhere',
  async () => {
    lchownSync(join(folder, 'link'), 1234, 1234);
    await expect(append()).rejects.toMatchObject({
      code: 'file',
      next: expect.stringContaining('It is a link'),
    });
    expect(target()).toBe('first\n');
  },
);

test.runIf(process.getuid?.() === 0)("a link of root's is followed", async () => {
  await append();
  expect(target()).toBe('first\nsecond\n');
});
