import { lstat } from 'node:fs/promises';
import { errorCode } from '../../files/durable-files.ts';

/** The inode number of a path; undefined when there is nothing. */
export async function inodeOf(path: string): Promise<string | undefined> {
  try {
    return (await lstat(path, { bigint: true })).ino.toString();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
