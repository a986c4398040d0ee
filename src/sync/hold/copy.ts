import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { chmod, copyFile, lchown, lstat, mkdir, readdir, readlink, symlink, utimes } from 'node:fs/promises';
import type { Context } from '../../context.ts';

/** Copies a file, link or whole folder with owner, mode and times; the target must not exist. */
export async function copyWhole(context: Context, from: Buffer, to: Buffer): Promise<void> {
  const found = await lstat(from);
  if (found.isSymbolicLink()) {
    await symlink(await readlink(from, 'buffer'), to);
    return own(context, to, found);
  }
  if (found.isDirectory()) await copyFolder(context, from, to);
  else await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  await own(context, to, found);
  await chmod(to, found.mode & 0o7777);
  await utimes(to, found.atime, found.mtime);
}

async function copyFolder(context: Context, from: Buffer, to: Buffer): Promise<void> {
  await mkdir(to, { mode: 0o700 });
  const slash = Buffer.from('/');
  for (const name of await readdir(from, 'buffer')) {
    await copyWhole(context, Buffer.concat([from, slash, name]), Buffer.concat([to, slash, name]));
  }
}

async function own(context: Context, path: Buffer, like: Stats): Promise<void> {
  if (context.env.uid === 0) await lchown(path, like.uid, like.gid);
}
