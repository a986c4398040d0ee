import { lstat, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../../context.ts';
import { errorCode } from '../../files/durable-files.ts';
import { fail } from '../../failures.ts';

/** The tool's own folder beside what it keeps in step: on the same filesystem, so that a move is a rename. */
export const ownFolderName = '.ot-redundancy';

/** The folder with the holds of what lives below `base`. */
export function holdFolder(base: string): string {
  return join(base, ownFolderName, 'hold');
}

/** The folder where a job puts what is on its way into `base`. */
export function stagingFolder(base: string, job: string): string {
  return join(base, ownFolderName, 'staging', job);
}

/**
 * Makes a folder below `base`, for us alone. Throws `file` when one of the folders on the way is a link or another's:
 * whoever may write to `base` could otherwise lead us elsewhere.
 */
export async function makeOwnFolder(context: Context, base: string, folder: string): Promise<void> {
  const parts = folder
    .slice(base.length)
    .split('/')
    .filter((part) => part !== '');
  let path = base === '/' ? '' : base;
  for (const part of parts) {
    path = `${path}/${part}`;
    await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') refuse(path, errorCode(error) ?? String(error), error);
    });
    await mustBeOurs(context, path);
  }
}

async function mustBeOurs(context: Context, path: string): Promise<void> {
  const found = await lstat(path);
  const ours = found.isDirectory() && (found.uid === context.env.uid || found.uid === 0);
  if (!ours) refuse(path, 'it is a link, or belongs to somebody else');
}

function refuse(path: string, why: string, cause?: unknown): never {
  const next = 'Look at it and at what owns it; move it away when nobody needs it.';
  fail('file', { what: `cannot use the folder ${path}: ${why}`, next, cause });
}
