import { chmod, chown, mkdir, stat } from 'node:fs/promises';
import type { Context } from '../../context.ts';
import { errorCode } from '../../files/durable-files.ts';
import { pathOf } from '../../files/names.ts';

/** Makes folders below `to` with owner and mode of those below `from`; existing ones are left as they are. */
export async function makeFoldersLike(
  context: Context,
  { folders, from, to }: { readonly folders: readonly string[]; readonly from: string; readonly to: string },
): Promise<void> {
  for (const name of folders) {
    const made = await makeOne(pathOf(to, name));
    if (!made) continue;
    const like = await stat(pathOf(from, name));
    await chmod(pathOf(to, name), like.mode & 0o7777);
    if (context.env.uid === 0) await chown(pathOf(to, name), like.uid, like.gid);
  }
}

async function makeOne(path: Buffer): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
