import { chmod, lchown, mkdir, open, rename, rm, rmdir, symlink, unlink, utimes } from 'node:fs/promises';
import { errorCode } from '../../files/durable-files.ts';
import { copyWhole } from '../hold/copy.ts';
import type { Context } from '../../context.ts';
import { readEntry } from '../../files/walk.ts';
import type { Owner } from '../../odoo/owner.ts';
import type { Entry } from '../trees/tree.ts';
import { randomName } from '../../files/random-name.ts';

/** What is to stand at a path. */
export interface Wanted {
  readonly entry: Entry;
  /** Where the content of a file was made ready. */
  readonly staged: Buffer;
  /** Undefined when we may not give files away. */
  readonly owner: Owner | undefined;
}

/** A path's bytes from its characters. */
export function toBytes(path: string): Buffer {
  return Buffer.from(path, 'latin1');
}

/** Puts a file, folder or link in its place, so that a reader sees the old or the new one. */
export async function putFile(
  context: Context,
  path: string,
  { entry, staged, owner }: Wanted,
): Promise<void> {
  const to = toBytes(path);
  const present = readEntry(to);
  await mkdir(folderOf(path), { recursive: true, mode: 0o755 });
  if (entry.kind === 'folder') {
    if (present !== undefined && present.kind !== 'folder') await unlink(to);
    if (readEntry(to) === undefined) await mkdir(to, { mode: 0o755 });
    if (owner !== undefined && present === undefined) await lchown(to, owner.uid, owner.gid);
    return chmod(to, entry.mode & 0o777);
  }
  // Its content went before it; what is not empty now must stay.
  if (present?.kind === 'folder') await rmdir(to);
  const beside = toBytes(besidePath(path));
  try {
    if (entry.kind === 'link') await symlink(toBytes(entry.target), beside);
    else await copyWhole(context, staged, beside);
    if (owner !== undefined) await lchown(beside, owner.uid, owner.gid);
    if (entry.kind === 'file') await finishFile(beside, entry);
    await rename(beside, to);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await flush(folderOf(path));
}

async function finishFile(path: Buffer, entry: Entry): Promise<void> {
  // Set-user-id bits are not taken from elsewhere.
  await chmod(path, entry.mode & 0o777);
  const time = Number(entry.time);
  await utimes(path, time, time);
  await flush(path);
}

async function flush(path: Buffer): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Takes a file, link or empty folder away. A folder with something in it stays. */
export async function removeFile(path: string): Promise<void> {
  const to = toBytes(path);
  try {
    if (readEntry(to)?.kind === 'folder') await rmdir(to);
    else await rm(to, { force: true });
  } catch (error) {
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'ENOENT') throw error;
  }
}

/** What the name of a file begins with until it is renamed into its place. */
export const besidePrefix = '.ot-new-';

/** A name in the same folder that no program reads: nginx passes over what begins with a dot. */
export function besidePath(path: string): string {
  const at = path.lastIndexOf('/') + 1;
  return `${path.slice(0, at)}${besidePrefix}${randomName()}`;
}

function folderOf(path: string): Buffer {
  return toBytes(path.slice(0, path.lastIndexOf('/')) || '/');
}
