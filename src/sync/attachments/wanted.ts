import { join } from 'node:path';
import { path as pathKind } from '../../config/kinds.ts';
import { Failure, fail } from '../../failures.ts';
import { showName } from '../../files/names.ts';
import type { Entries, Entry } from '../../files/walk.ts';
import type { Production } from '../../machines/production.ts';
import type { Session } from '../job.ts';
import type { Problem } from '../plan.ts';
import { filestore } from './areas.ts';
import { parseListing } from './listing.ts';

/** What should be here: the entries of each folder of the data folder; undefined for one that production lacks. */
export interface Wanted {
  readonly folders: ReadonlyMap<string, Entries | undefined>;
  readonly problems: readonly Problem[];
}

/** Mirror mode: wanted is what production has now. Throws `source-empty` when it has none of the folders at all. */
export async function wantedByProduction(session: Session, dataFolder: string): Promise<Wanted> {
  const folders = new Map<string, Entries | undefined>();
  const problems: Problem[] = [];
  for (const folder of session.config.DATA_FOLDERS) {
    const entries = await listOrMissing(await session.production(), join(dataFolder, folder));
    const resolve = folder === filestore && entries !== undefined;
    const resolved = resolve
      ? await followLinks(session, join(dataFolder, folder), entries)
      : { entries, problems: [] };
    folders.set(folder, resolved.entries);
    problems.push(...resolved.problems);
  }
  if ([...folders.values()].some((entries) => entries !== undefined)) return { folders, problems };
  fail('source-empty', {
    what: `production has none of ${session.config.DATA_FOLDERS.join(', ')} in ${dataFolder}`,
    next: 'See whether it is mounted there, and whether PRODUCTION_DATA_DIR is right.',
  });
}

/**
 * The folders beside the filestore, where the database leads that. Production that does not answer is a problem of
 * theirs alone; when they are what the run is for (`thorough`), it is thrown.
 */
export async function wantedBeside(
  session: Session,
  { productionFolder, folders, thorough }: Beside,
): Promise<Wanted> {
  const found = new Map<string, Entries | undefined>();
  for (const folder of folders) {
    try {
      found.set(folder, await listOrMissing(await session.production(), join(productionFolder, folder)));
    } catch (error) {
      if (thorough || !(error instanceof Failure) || error.code === 'interrupted') throw error;
      const problem = { item: folders.join(', '), what: error.message, next: error.next };
      return { folders: new Map(), problems: [problem] };
    }
  }
  return { folders: found, problems: [] };
}

interface Beside {
  readonly productionFolder: string;
  readonly folders: readonly string[];
  readonly thorough: boolean;
}

/** The names that production has below one folder now; undefined when the folder is gone. */
export async function listOrMissing(production: Production, path: string): Promise<Entries | undefined> {
  try {
    return parseListing(await askTwice(production, path));
  } catch (error) {
    if (error instanceof Failure && error.code === 'source-empty') return undefined;
    throw error;
  }
}

/** A file that is deleted at the very moment makes find fail once. */
async function askTwice(production: Production, path: string): Promise<string> {
  try {
    return await production.ask('list', path);
  } catch (error) {
    if (error instanceof Failure && error.code === 'program') return production.ask('list', path);
    throw error;
  }
}

interface Resolved {
  readonly entries: Entries;
  readonly problems: readonly Problem[];
}

/** Databases whose folder is a link to another disk are listed by themselves: a listing follows no link in it. */
async function followLinks(session: Session, folder: string, entries: Entries): Promise<Resolved> {
  const links = [...entries].filter(([name, { kind }]) => kind === 'link' && !name.includes('/'));
  if (links.length === 0) return { entries, problems: [] };
  const resolved = new Map(entries);
  const problems: Problem[] = [];
  for (const [name, entry] of links) {
    const below = await listLinked(await session.production(), folder, name);
    if ('what' in below) problems.push(below);
    else graft(resolved, name, { entry, below: below.entries });
  }
  return { entries: resolved, problems };
}

async function listLinked(
  production: Production,
  folder: string,
  name: string,
): Promise<{ readonly entries: Entries | undefined } | Problem> {
  const path = join(folder, name);
  const item = showName(`${filestore}/${name}`);
  if (pathKind.read(path) === undefined) {
    return { item, what: 'is a link of a name that production cannot be asked about' };
  }
  try {
    return { entries: await listOrMissing(production, path) };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'gate-refused') throw error;
    const next =
      'Add the folder that it leads to, to the line in authorized_keys: ot-configure --authorized-keys.';
    return { item, what: 'is a link to a folder that production does not allow to be read', next };
  }
}

function graft(
  resolved: Map<string, Entry>,
  name: string,
  { entry, below }: { readonly entry: Entry; readonly below: Entries | undefined },
): void {
  // A link to a file, or to nothing, stays a link.
  if (below === undefined) return;
  resolved.set(name, { ...entry, kind: 'folder', mode: 0o755, target: '' });
  for (const [each, found] of below) resolved.set(`${name}/${each}`, found);
}
