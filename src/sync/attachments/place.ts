import { renameSync } from 'node:fs';
import { chmod, chown, lchown, lstat, mkdir, stat, symlink, unlink } from 'node:fs/promises';
import { errorCode } from '../../files/durable-files.ts';
import { foldersOf, pathOf, showName } from '../../files/names.ts';
import { fail } from '../../failures.ts';
import { filestore } from './areas.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import type { Missing } from './compare.ts';
import type { HoldFor } from './holds.ts';
import { odooModes } from './odoo-modes.ts';

/** Puts proven things in their place. */
export interface Placer {
  /** Renames a staged file to its name; what had the name before stays in the hold. */
  placeFile(staged: string | Buffer, missing: Missing): Promise<void>;
  /**
   * Renames a staged folder, in which is nothing but what belongs there, where nothing stands under its path below the
   * data folder; false where something does.
   */
  placeFolder(staged: string, path: string): Promise<boolean>;
  /** Makes a link. */
  placeLink(staged: Buffer, missing: Missing): Promise<void>;
}

/** Makes a placer for one run: it remembers the folders that it has seen. */
export function createPlacer(plan: AttachmentsPlan, holdFor: HoldFor): Placer {
  const folders = new Map<string, Promise<void>>();
  const ready = new Set<string>();
  const ensureFolders = async (path: string): Promise<void> => {
    const above = path.slice(0, path.lastIndexOf('/'));
    if (ready.has(above)) return;
    for (const folder of foldersOf(path)) {
      const made = folders.get(folder) ?? ensureFolder(plan, folder);
      folders.set(folder, made);
      await made;
    }
    ready.add(above);
  };
  const placeFile = async (staged: string | Buffer, missing: Missing): Promise<void> => {
    const path = `${missing.area.path}/${missing.name}`;
    await ensureFolders(path);
    // A second name for the old one: at no moment is there nothing under the name.
    if (missing.replaces) await holdFor(missing.area).keepLinked(missing.name);
    try {
      renameSync(staged, pathOf(plan.dataFolder, path));
    } catch (error) {
      cannotPlace(path, error);
    }
  };
  return {
    placeFile,
    async placeFolder(staged, path) {
      if (ready.has(path)) return false;
      await ensureFolders(path);
      await dress(plan, path, Buffer.from(staged));
      try {
        renameSync(staged, pathOf(plan.dataFolder, path));
      } catch (error) {
        if (isInTheWay(error)) return false;
        cannotPlace(path, error);
      }
      folders.set(path, Promise.resolve());
      ready.add(path);
      return true;
    },
    async placeLink(staged, missing) {
      await unlink(staged).catch(() => undefined);
      await symlink(Buffer.from(missing.wanted.target, 'latin1'), staged);
      if (plan.owner !== undefined) await lchown(staged, plan.owner.uid, plan.owner.gid);
      await placeFile(staged, missing);
    },
  };
}

/** Of a rename onto a folder that is not empty, or onto something else. Source: rename(2). */
function isInTheWay(error: unknown): boolean {
  return ['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCode(error) ?? '');
}

async function ensureFolder(plan: AttachmentsPlan, folder: string): Promise<void> {
  const path = pathOf(plan.dataFolder, folder);
  try {
    await mkdir(path, { mode: modeOf(plan, folder) });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') cannotPlace(folder, error);
    return mustBeFolder(path, folder);
  }
  await dress(plan, folder, path);
}

/** Gives a new folder owner and mode; the umask may have taken bits away. */
async function dress(plan: AttachmentsPlan, folder: string, path: Buffer): Promise<void> {
  await chmod(path, modeOf(plan, folder));
  if (plan.owner !== undefined) await chown(path, plan.owner.uid, plan.owner.gid);
}

function modeOf({ folderModes }: AttachmentsPlan, folder: string): number {
  const known = folderModes.get(folder);
  if (known !== undefined) return known;
  return folder === filestore || folder.includes('/') ? odooModes.folder : odooModes.privateFolder;
}

/** The data folder's own folders and those of databases may be links to another disk; deeper ones lead nowhere else. */
async function mustBeFolder(path: Buffer, folder: string): Promise<void> {
  const look = folder.split('/').length <= 2 ? stat : lstat;
  const found = await look(path);
  if (!found.isDirectory()) cannotPlace(folder, new Error('there is a file or link of that name'));
}

function cannotPlace(path: string, error: unknown): never {
  const why = errorCode(error) ?? (error instanceof Error ? error.message : String(error));
  fail('file', {
    what: `cannot put ${showName(path)} in its place (${why})`,
    next: 'Look at the disk and at the permissions there. What has arrived is kept.',
    cause: error,
  });
}
