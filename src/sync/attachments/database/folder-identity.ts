import { statSync } from 'node:fs';
import { nameOf, pathOf } from '../../../files/names.ts';
import { filestore } from '../areas.ts';
import type { FilestoreBase } from './state.ts';

/**
 * Which folder holds the files of a database now; undefined when there is none. Another disk that was mounted there, or
 * one that was not, is another folder: what was known of the files no longer counts.
 */
export function folderIdentity(dataFolder: string, database: string): string | undefined {
  const path = pathOf(dataFolder, `${filestore}/${nameOf(database)}`);
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}

/** Whether every database still has the folder that it had. */
export function sameFolders({ dataFolder, databases }: FilestoreBase): boolean {
  return databases.every(({ name, folder }) => folderIdentity(dataFolder, name) === folder);
}
