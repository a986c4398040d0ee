import { appendFileSync } from 'node:fs';
import { link, lstat, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context.ts';
import { errorCode, syncFolder } from '../../files/durable-files.ts';
import { foldersOf, pathOf, showName, staysBelow } from '../../files/names.ts';
import { fail } from '../../failures.ts';
import { copyWhole } from './copy.ts';
import { makeFoldersLike } from './folders-like.ts';
import type { Manifest } from './manifest.ts';
import { filesName, itemsName, writeManifest } from './manifest.ts';
import { holdFolder, makeOwnFolder } from './own-folder.ts';

/** What a hold is for. */
export interface HoldRequest {
  /** The folder that the held names are relative to. */
  readonly base: string;
  /** The folder that holds are kept in. Default: `.ot-redundancy/hold` below the base. */
  readonly folder?: string;
  readonly runId: string;
  readonly job: Manifest['job'];
  /** For people: why these things were taken away. */
  readonly reason: string;
}

/**
 * A place for what a run takes away, from which it can be brought back. Names are relative to the base, each byte as
 * one character. Each function resolves to false when there is nothing of that name, and throws `file` when it fails.
 */
export interface Hold {
  /** The folder of this hold. */
  readonly folder: string;
  /** Moves a file, link or folder into the hold, by a rename. */
  keep(name: string): Promise<boolean>;
  /** Moves what stands at another path of the same filesystem into the hold, under that name. */
  keepAs(name: string, path: string): Promise<boolean>;
  /** Gives a file or link a second name in the hold, so that a rename may replace the first. Same filesystem only. */
  keepLinked(name: string): Promise<boolean>;
  /** Copies a file, link or folder into the hold, with owner, mode and times. */
  keepCopy(name: string): Promise<boolean>;
}

type Move = (from: Buffer, to: Buffer) => Promise<void>;

/** Opens a hold. Nothing is written before the first name is kept; the manifest is on disk before the first move. */
export function createHold(context: Context, request: HoldRequest): Hold {
  const { base, runId, job, reason } = request;
  const above = request.folder ?? holdFolder(base);
  const folder = join(above, runId);
  const files = join(folder, filesName);
  let opened: Promise<void> | undefined;
  const open = async () => {
    await makeOwnFolder(context, request.folder === undefined ? base : parentOf(above), files);
    const heldAt = context.clock.now().toISOString();
    await writeManifest(context, folder, { schemaVersion: 1, job, runId, heldAt, base, reason });
    await syncFolder(above);
  };
  const made = new Set<string>();
  const take = async (name: string, move: Move, from = pathOf(base, name)): Promise<boolean> => {
    if (!staysBelow(name)) throw new Error(`not a name below ${base}: ${showName(name)}`);
    if (!(await exists(from))) return false;
    await (opened ??= open());
    appendFileSync(join(folder, itemsName), Buffer.from(`${name}\0`, 'latin1'), { mode: 0o600 });
    const folders = foldersOf(name).filter((each) => !made.has(each));
    await makeFoldersLike(context, { folders, from: base, to: files });
    folders.forEach((each) => made.add(each));
    try {
      await move(from, pathOf(files, name));
      return true;
    } catch (error) {
      return cannotKeep(base, name, error);
    }
  };
  return {
    folder,
    keep: (name) => take(name, rename),
    keepAs: (name, path) => take(name, rename, Buffer.from(path)),
    keepLinked: (name) => take(name, (from, to) => linkOrCopy(context, from, to)),
    keepCopy: (name) => take(name, (from, to) => copyWhole(context, from, to)),
  };
}

/** Some filesystems know no second names, and a kernel may refuse them for files of others. */
async function linkOrCopy(context: Context, from: Buffer, to: Buffer): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!['EPERM', 'EMLINK', 'ENOTSUP'].includes(errorCode(error) ?? '')) throw error;
    await copyWhole(context, from, to);
  }
}

async function exists(path: Buffer): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw error;
  }
}

function cannotKeep(base: string, name: string, error: unknown): boolean {
  const code = errorCode(error) ?? String(error);
  // Gone in the meantime: nothing is left to be kept.
  if (code === 'ENOENT') return false;
  const why = code === 'EXDEV' ? 'the hold is on another filesystem' : code;
  fail('file', {
    what: `cannot set aside ${base}/${showName(name)} (${why}): it stays where it is`,
    next: 'Look at the disk and at the permissions there.',
    cause: error,
  });
}

function parentOf(folder: string): string {
  return join(folder, '..');
}
