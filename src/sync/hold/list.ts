import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { errorCode } from '../../files/durable-files.ts';
import { Failure, fail } from '../../failures.ts';
import { pathOf, showName, staysBelow } from '../../files/names.ts';
import { readEntry, walk } from '../../files/walk.ts';
import { dataDirectory } from '../../odoo/data-dir.ts';
import type { Manifest } from './manifest.ts';
import { filesName, itemsName, readManifest } from './manifest.ts';
import { holdFolder } from './own-folder.ts';

/** What one run has set aside in one place. */
export interface HeldRun extends Manifest {
  /** The folder of the hold. */
  readonly folder: string;
}

/** How much a hold has. */
export interface HoldSize {
  readonly files: number;
  readonly bytes: number;
}

/** All holds of this machine, the newest first. What is not understood is warned of and left out. */
export async function listHolds(context: Context, config: Config): Promise<readonly HeldRun[]> {
  const holds: HeldRun[] = [];
  for (const above of await holdFolders(context, config)) {
    for (const name of await namesIn(above)) {
      if (name.endsWith(purgingSuffix)) continue;
      const folder = join(above, name);
      const manifest = await readManifest(context, folder);
      if (manifest !== undefined) holds.push({ ...manifest, folder });
      else if ((await namesIn(folder)).includes(itemsName))
        context.log.warn(`${folder}: its manifest is not readable`);
    }
  }
  return holds.sort((a, b) => b.heldAt.localeCompare(a.heldAt));
}

/** A hold that is being deleted bears this at the end of its name. */
export const purgingSuffix = '.purging';

/** Every folder in which holds may be: of the data folder and the disks mounted below it, of projects, of system files. */
export async function holdFolders(context: Context, config: Config): Promise<readonly string[]> {
  const bases = [...(await dataBases(context, config)), config.PROJECT_DIR];
  return [...bases.map(holdFolder), join(config.STATE_DIR, 'hold')];
}

async function dataBases(context: Context, config: Config): Promise<readonly string[]> {
  try {
    const data = await dataDirectory(context, config);
    const folders = config.DATA_FOLDERS.map((name) => join(data, name));
    const below = await Promise.all(
      folders.map(async (folder) => (await namesIn(folder)).map((n) => join(folder, n))),
    );
    return [data, ...folders, ...below.flat()];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    context.log.warn(`the holds of Odoo's data folder are not shown: ${error.message}`);
    return [];
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown): string[] => {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    const next = code === 'EACCES' ? 'Run this as root (sudo).' : 'Look at the folder and at its disk.';
    return fail('file', { what: `${folder} cannot be read (${code})`, next, cause: error });
  });
}

/** The names that a hold was given to keep, relative to its base; those that were restored since are among them. */
export async function heldNames(hold: HeldRun): Promise<readonly string[]> {
  const text = await readFile(join(hold.folder, itemsName), 'latin1').catch(() => '');
  return [...new Set(text.split('\0').filter(staysBelow))];
}

/** What a hold still has, as absolute paths, shown. */
export async function heldPlaces(hold: HeldRun): Promise<readonly string[]> {
  const there = (name: string) => readEntry(pathOf(join(hold.folder, filesName), name)) !== undefined;
  return (await heldNames(hold)).filter(there).map((name) => join(hold.base, showName(name)));
}

/** Counts the files of a hold. */
export async function measureHold(hold: HeldRun): Promise<HoldSize> {
  const entries = [...((await walk(join(hold.folder, filesName), () => false)) ?? new Map()).values()];
  const files = entries.filter((entry) => entry.kind !== 'folder');
  return { files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}
