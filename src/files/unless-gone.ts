import { errorCode } from './durable-files.ts';

/** What a look at the disk returns; undefined when what it looked at is not there. Throws all else that the disk says. */
export function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
