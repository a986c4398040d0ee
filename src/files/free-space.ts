import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Room on a filesystem, in bytes, as far as an ordinary program may use it. */
export interface Space {
  readonly free: number;
  readonly total: number;
}

/** Room on the filesystem that a folder is on, or will be on. Undefined when nobody can say. */
export async function spaceOf(folder: string): Promise<Space | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  if (found !== undefined) return { free: found.bavail * found.bsize, total: found.blocks * found.bsize };
  const above = dirname(folder);
  return above === folder ? undefined : spaceOf(above);
}
