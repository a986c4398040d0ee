import type { Entries, Entry } from '../../files/walk.ts';

/** A part of the data folder that is compared as one: the files of a database, or another folder. */
export interface Area {
  /** Below the data folder, each byte as one character, such as "filestore/prod". */
  readonly path: string;
  /** The folder of DATA_FOLDERS that it belongs to. */
  readonly folder: string;
  /** Whether its files are named as Odoo's filestore names them. */
  readonly database: boolean;
}

/** The entries of each area of one folder, by names relative to the area. */
export type AreaEntries = ReadonlyMap<string, { readonly area: Area; readonly entries: Entries }>;

/** The folder of the data folder that has a folder for each database. */
export const filestore = 'filestore';

/** Splits what a folder of the data folder has into its areas: the filestore by database, all others as one. */
export function splitAreas(folder: string, entries: Entries): AreaEntries {
  const whole = { path: folder, folder, database: false };
  if (folder !== filestore) return new Map([[folder, { area: whole, entries }]]);
  const areas = new Map<string, { area: Area; entries: Map<string, Entry> }>();
  const loose = new Map<string, Entry>();
  for (const [name, entry] of entries) {
    const slash = name.indexOf('/');
    const path = `${folder}/${slash < 0 ? name : name.slice(0, slash)}`;
    if (slash >= 0) areas.get(path)?.entries.set(name.slice(slash + 1), entry);
    else if (entry.kind !== 'folder') loose.set(name, entry);
    else areas.set(path, { area: { path, folder, database: true }, entries: new Map() });
  }
  // Files beside the databases' folders: nothing of Odoo's, but nothing to lose either.
  if (loose.size > 0) areas.set(folder, { area: whole, entries: loose });
  return areas;
}

/** How many files and links there are. */
export function countFiles(entries: Entries): number {
  let count = 0;
  for (const { kind } of entries.values()) if (kind !== 'folder') count += 1;
  return count;
}
