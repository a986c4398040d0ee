import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { chown, lstat, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, basename, join } from 'node:path';
import { Failure, fail } from '../failures.ts';
import type { FileMode, Files } from './files.ts';
import { randomName } from './random-name.ts';

/** The file functions of the running program. */
export const durableFiles: Files = { readText, writeAtomically, appendLine, makeFolder, openLock };

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    return refuse('read', path, error);
  }
}

async function writeAtomically(path: string, content: string | Uint8Array, mode: FileMode): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${randomName()}.new`);
  try {
    const handle = await open(beside, 'wx', mode.mode);
    try {
      await handle.writeFile(content);
      // The umask may have taken bits away.
      await handle.chmod(mode.mode);
      if (mode.uid !== undefined && mode.gid !== undefined) await handle.chown(mode.uid, mode.gid);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(beside, { force: true });
    refuse('write', path, error);
  }
}

async function appendLine(path: string, line: string, mode: FileMode): Promise<void> {
  try {
    const handle = await openForAppending(path, mode);
    try {
      const { size } = await handle.stat();
      const torn = size > 0 && !(await endsLine(handle, size));
      await writeAtOnce(handle, Buffer.from(`${torn ? '\n' : ''}${line}\n`));
      await handle.sync();
      if (size === 0) await syncFolder(dirname(path));
    } finally {
      await handle.close();
    }
  } catch (error) {
    refuse('append to', path, error);
  }
}

/** The log's folder is Odoo's: a link that is not root's could lead a write of root's anywhere. */
async function openForAppending(path: string, { mode }: FileMode): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
  try {
    return await open(path, flags | constants.O_NOFOLLOW, mode);
  } catch (error) {
    if (errorCode(error) !== 'ELOOP' || (await lstat(path)).uid !== 0) throw error;
    return open(path, flags, mode);
  }
}

async function endsLine(handle: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() === '\n';
}

/** In one call: the kernel then lets no other appending process come in between. */
async function writeAtOnce(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  const { bytesWritten } = await handle.write(bytes);
  // The disk took the beginning and no more.
  if (bytesWritten < bytes.length) throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
}

async function makeFolder(path: string, mode: FileMode): Promise<void> {
  try {
    const made = await mkdir(path, { recursive: true, mode: mode.mode });
    if (made === undefined) return;
    if (mode.uid !== undefined && mode.gid !== undefined) await chown(path, mode.uid, mode.gid);
    for (let at = dirname(path); at.length >= dirname(made).length; at = dirname(at)) {
      await syncFolder(at);
      if (at === dirname(at)) break;
    }
  } catch (error) {
    refuse('make the folder', path, error);
  }
}

async function openLock(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDWR | constants.O_CREAT, 0o640);
  } catch (error) {
    return refuse('open', path, error);
  }
}

/** Flushes a folder, so that a rename in it survives a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const advice: Readonly<Record<string, string>> = {
  EACCES: 'Run this as root (sudo).',
  ELOOP: "It is a link, and not root's: see who put it there, and take it away.",
  ENOSPC: 'The disk is full: make room there first.',
};

/** The code of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Throws `file`, which names the path and what the system said of it. */
export function refuse(act: string, path: string, error: unknown): never {
  if (error instanceof Failure) throw error;
  const code = errorCode(error) ?? String(error);
  const next = advice[code] ?? 'Look at the disk and at the permissions there.';
  fail('file', { what: `cannot ${act} ${path} (${code})`, next, cause: error });
}
