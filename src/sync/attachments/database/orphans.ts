import { join } from 'node:path';
import { nameOf, pathOf, showName } from '../../../files/names.ts';
import { readFolder } from '../../../files/read-folder.ts';
import { readEntry } from '../../../files/walk.ts';
import type { Session } from '../../job.ts';
import { filestore } from '../areas.ts';
import type { Removal } from '../attachments-plan.ts';
import { isPassedOver } from '../store-name.ts';
import type { Grace } from './grace.ts';
import type { Looked } from './look.ts';
import { listNames, unreferenced } from './names-here.ts';
import type { OrphansSince } from './state.ts';
import { readOrphans } from './state.ts';

/** Files that no row refers to: which of them for long enough, and since when all of them. */
export interface OrphansFound {
  readonly removals: readonly Removal[];
  readonly since: OrphansSince;
  readonly notes: readonly string[];
}

/** What is to be looked at. */
export interface OrphansRequest {
  readonly looked: readonly Looked[];
  /** All databases of the server. */
  readonly present: readonly string[];
  readonly grace: Grace;
}

const dayMs = 86_400_000;

/** Title of the group of whole databases. */
export const databasesTitle = 'databases';

/** Finds what no row refers to. The grace begins when this is first seen: no time of the file tells it. */
export async function findOrphans(
  { context, config }: Pick<Session, 'context' | 'config'>,
  dataFolder: string,
  { looked, present, grace }: OrphansRequest,
): Promise<OrphansFound> {
  const before = await readOrphans(context, config);
  const now = context.clock.now();
  const since = new Map<string, string>();
  const removals: Removal[] = [];
  const isDue = (path: string): boolean => {
    const [seen, today] = [before.get(path), now.toISOString()];
    // What was seen in the future, by a wrong clock, would stay for as long.
    const first = seen === undefined || seen > today ? today : seen;
    since.set(path, first);
    return now.getTime() - Date.parse(first) >= grace.days * dayMs;
  };
  for (const each of looked) {
    if (each.kind !== 'odoo' || each.here === undefined) continue;
    const area = areaOf(nameOf(each.name));
    for (const name of unreferenced(each.here)) {
      if (!isDue(`${area.path}/${name}`)) continue;
      const entry = readEntry(pathOf(dataFolder, `${area.path}/${name}`));
      if (entry === undefined || entry.kind === 'folder') continue;
      const item = { name: showName(`${area.path}/${name}`), bytes: entry.bytes };
      removals.push({ group: showName(area.path), item, area, name, storeNames: [name] });
    }
  }
  for (const name of droppedDatabases(dataFolder, present)) {
    const area = areaOf(name);
    if (!isDue(area.path)) continue;
    const storeNames = [...unreferenced(await listNames(join(dataFolder, filestore), name))];
    if (storeNames.length === 0) continue;
    const item = { name: showName(area.path), note: `${storeNames.length} files` };
    removals.push({ group: databasesTitle, item, area, name: '', storeNames });
  }
  if (grace.waitsFor === undefined || removals.length === 0) return { removals, since, notes: [] };
  const notes = [`${removals.length} files without a row stay: ${grace.waitsFor}`];
  return { removals: [], since, notes };
}

/** The area of a database's files; its name with each byte as one character. */
export function areaOf(name: string): Removal['area'] {
  return { path: `${filestore}/${name}`, folder: filestore, database: true };
}

/** Folders of databases that the server does not have. */
function droppedDatabases(dataFolder: string, present: readonly string[]): readonly string[] {
  const names = new Set(present.map(nameOf));
  const folder = join(dataFolder, filestore);
  const isFolder = (name: string) => /^(folder|link)$/.test(readEntry(pathOf(folder, name))?.kind ?? '');
  const unknown = (readFolder(folder) ?? []).filter((name) => !names.has(name) && !isPassedOver(name));
  return unknown.filter(isFolder);
}
