import { setImmediate as breathe } from 'node:timers/promises';
import { pathOf } from '../../../files/names.ts';
import { readFolder } from '../../../files/read-folder.ts';
import { isPassedOver } from '../store-name.ts';
import { FolderNames } from './folder-names.ts';

/** The names below each folder of a database's filestore, and whether a row was seen that refers to each. */
export type NamesHere = ReadonlyMap<string, FolderNames>;

/** Lists a database's files by folder; names that stand beside the folders are under ''. Deeper ones are passed over. */
export async function listNames(folder: string, database: string): Promise<NamesHere> {
  const names = new Map<string, FolderNames>();
  const beside: string[] = [];
  for (const part of readFolder(pathOf(folder, database)) ?? []) {
    if (isPassedOver(part)) continue;
    const below = readFolder(pathOf(folder, `${database}/${part}`));
    if (below === undefined) beside.push(part);
    else names.set(part, new FolderNames(below));
    await breathe();
  }
  return beside.length === 0 ? names : names.set('', new FolderNames(beside));
}

/** How many names there are. */
export function countNames(here: NamesHere): number {
  let count = 0;
  for (const names of here.values()) count += names.size;
  return count;
}

/** How many of them a row was seen to refer to. */
export function countSeen(here: NamesHere): number {
  let count = 0;
  for (const { seen } of here.values()) count += seen;
  return count;
}

/** The names, such as `xx/<sha1>`, that no row was seen to refer to. */
export function* unreferenced(here: NamesHere): Generator<string> {
  for (const [folder, names] of here) {
    for (const [name, referenced] of names) {
      if (!referenced) yield folder === '' ? name : `${folder}/${name}`;
    }
  }
}
