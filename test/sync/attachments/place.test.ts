import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPlacer } from '../../../src/sync/attachments/place.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ot-place-'));
  mkdirSync(join(root, 'staged'), { mode: 0o700 });
  writeFileSync(join(root, 'staged/file'), 'new');
});

afterEach(() => rmSync(root, { recursive: true }));

/** Tries to place the staged folder as one. */
function placeFolder(path: string, folderModes: ReadonlyMap<string, number> = new Map()): Promise<boolean> {
  const plan = {
    ...{ groups: [], problems: [], notes: [], missing: [], removals: [], led: undefined, owner: undefined },
    ...{ dataFolder: join(root, 'data'), productionFolder: '/', places: new Map(), folderModes },
    ...{ standing: false, heldBack: [] },
    done: { placed: new Map(), removed: [] },
  };
  mkdirSync(plan.dataFolder, { recursive: true });
  const placer = createPlacer(plan, () => {
    throw new Error('nothing is to be held');
  });
  return placer.placeFolder(join(root, 'staged'), path);
}

const modeOf = (path: string) => statSync(join(root, path)).mode & 0o7777;

test('a folder is placed as one where there is none, or an empty one, with the modes of Odoo or of production', async () => {
  expect(await placeFolder('filestore/prod/aa')).toBe(true);
  expect(readdirSync(join(root, 'data/filestore/prod/aa'))).toEqual(['file']);
  expect(modeOf('data/filestore/prod/aa')).toBe(0o755);
  mkdirSync(join(root, 'data/filestore/prod/bb'));
  mkdirSync(join(root, 'staged'));
  expect(await placeFolder('filestore/prod/bb', new Map([['filestore/prod/bb', 0o750]]))).toBe(true);
  expect(modeOf('data/filestore/prod/bb')).toBe(0o750);
});

test.each([
  ['a folder with a file', (path: string) => writeFileSync(join(path, 'old'), 'old')],
  ['a file', (path: string) => (rmSync(path, { recursive: true }), writeFileSync(path, 'old'))],
])('where %s stands it is not: what was there stays', async (_what, make) => {
  const path = join(root, 'data/filestore/prod/aa');
  mkdirSync(path, { recursive: true });
  make(path);
  expect(await placeFolder('filestore/prod/aa')).toBe(false);
  expect(existsSync(join(root, 'staged/file'))).toBe(true);
  expect(existsSync(join(path, 'file'))).toBe(false);
});
