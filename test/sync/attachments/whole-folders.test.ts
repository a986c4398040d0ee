import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sumFolder, wholeFolders } from '../../../src/sync/attachments/whole-folders.ts';

const area = { path: 'filestore/prod', folder: 'filestore', database: true };
const wanted = { kind: 'file', bytes: 1, time: 1, mode: 0o644, target: '' } as const;

function missing(folder: string, count: number) {
  return Array.from({ length: count }, (_, index) => {
    const sha1 = `${folder.slice(0, 2)}${index.toString(16).padStart(38, '0')}`;
    return { area, name: `${folder}/${sha1}`, wanted, sha1, replaces: false };
  });
}

test('a folder is fetched as a whole when many are missing and few are here', () => {
  const root = mkdtempSync(join(tmpdir(), 'ot-whole-'));
  for (const [folder, count] of [
    ['bb', 10],
    ['cc', 11],
  ] as const) {
    mkdirSync(join(root, area.path, folder), { recursive: true });
    for (let index = 0; index < count; index += 1)
      writeFileSync(join(root, area.path, folder, `${index}`), '');
  }
  const items = [...missing('aa', 50), ...missing('bb', 100), ...missing('cc', 100), ...missing('dd', 49)];
  expect(wholeFolders(root, items)).toEqual(new Set(['filestore/prod/aa', 'filestore/prod/bb']));
  rmSync(root, { recursive: true });
});

test('only what is named by its sha1 counts, in a database of its own', () => {
  const [file] = missing('aa', 1);
  if (file === undefined) return expect.unreachable();
  expect(sumFolder(file)).toBe('filestore/prod/aa');
  expect(sumFolder({ ...file, name: 'aa/other' })).toBe(undefined);
  expect(sumFolder({ ...file, area: { ...area, database: false } })).toBe(undefined);
});
