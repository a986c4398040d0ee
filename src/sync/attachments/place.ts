import { renameSync } from 'node:fs';
import { chmod, chown, lchown, lstat, mkdir, stat, symlink, unlink } from 'node:fs/promises';
import { errorCode } from '../../files/durable-files.ts';
import { foldersOf, pathOf, showName } from '../../files/names.ts';
import { fail } from '../../failures.ts';
import { filestore } from './areas.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import type { Missing } from './compare.ts';
import type { HoldFor } from './holds.ts';
import { odooModes } from './store-name.ts';

/** Puts proven things in their place. */
export interface Placer {
  /** Renames a staged file to its name; what had the name before stays in the hold. */
  placeFile(staged: Buffer, missing: Missing): Promise<void>;
  /** Makes a link. */
  placeLink(staged: Buffer, missing: Missing): Promise<void>;
}

/** Makes a placer for one run: it remembers the folders that it has seen. */
export function createPlacer(plan: AttachmentsPlan, holdFor: HoldFor): Placer {
  const folders = new Map<string, Promise<void>>();
  const ready = new Set<string>();
  const ensureFolders = async (path: string, above: string): Promise<void> => {
    for (const folder of foldersOf(path)) {
      const made = folders.get(folder) ?? ensureFolder(plan, folder);
      folders.set(folder, made);
      await made;
    }
    ready.add(above);
  };
  const placeFile = async (staged: Buffer, missing: Missing): Promise<void> => {
    const path = `${missing.area.path}/${missing.name}`;
    const above = path.slice(0, path.lastIndexOf('/'));
    if (!ready.has(above)) await ensureFolders(path, above);
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
    async placeLink(staged, missing) {
      await unlink(staged).catch(() => undefined);
      await symlink(Buffer.from(missing.wanted.target, 'latin1'), staged);
      if (plan.owner !== undefined) await lchown(staged, plan.owner.uid, plan.owner.gid);
      await placeFile(staged, missing);
    },
  };
}

async function ensureFolder(plan: AttachmentsPlan, folder: string): Promise<void> {
  const path = pathOf(plan.dataFolder, folder);
  const mode = plan.folderModes.get(folder) ?? usualMode(folder);
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') cannotPlace(folder, error);
    return mustBeFolder(path, folder);
  }
  // The umask may have taken bits away.
  await chmod(path, mode);
  if (plan.owner !== undefined) await chown(path, plan.owner.uid, plan.owner.gid);
}

function usualMode(folder: string): number {
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
