import { join } from 'node:path';
import { nameOf } from '../../files/names.ts';
import type { Session } from '../job.ts';
import { sameEntry } from '../trees/differences.ts';
import { localTrees } from '../trees/read-trees.ts';
import type { Change, Target } from './change.ts';
import { fetchInto } from '../fetch-into.ts';
import { makeStaging } from '../staging.ts';
import { toBytes } from './put-file.ts';

/** Where the new content of changed files is, and which of them did not arrive as production listed them. */
export interface Staged {
  /** The staged file of a change. */
  readonly fileOf: (change: Change) => Buffer;
  readonly failed: ReadonlySet<Change>;
}

/** Fetches the content of changed files into this run's staging folder and compares it with what was listed. */
export async function stageFiles(
  session: Session,
  { targets, changes }: { readonly targets: readonly Target[]; readonly changes: readonly Change[] },
): Promise<Staged> {
  const files = changes.filter(({ source }) => source?.kind === 'file');
  const places = new Map<Change, string>();
  const failed = new Set<Change>();
  const left = new Set(files);
  for (const [index, target] of targets.entries()) {
    const mine = [...left].filter(({ path }) => isBelow(path, target));
    if (mine.length === 0) continue;
    mine.forEach((change) => left.delete(change));
    const folder = await makeStaging(session, String(index));
    const names = mine.map(({ path }) => nameIn(path, target));
    const single = names.includes('');
    await fetchInto(session, {
      from: single ? target.path : `${target.path}/`,
      into: `${folder}/`,
      ...(single ? {} : { names }),
      options: ['--perms', '--times'],
      label: target.title,
      totalFiles: mine.length,
    });
    const [tree] = await localTrees(session.context, session.config, [folder]);
    for (const change of mine) {
      const name = nameIn(change.path, target) || baseName(change.path);
      places.set(change, `${nameOf(folder)}/${name}`);
      const arrived = tree?.entries.get(name);
      const asListed = arrived !== undefined && change.source !== undefined;
      if (!(asListed && sameEntry(change.source, arrived, exactly))) failed.add(change);
    }
  }
  return { fileOf: (change) => toBytes(places.get(change) ?? join('/', 'nonexistent')), failed };
}

const exactly = { modeMask: { file: 0o777, folder: 0o777 }, owner: undefined };

function isBelow(path: string, target: Target): boolean {
  const base = nameOf(target.path);
  return path === base || path.startsWith(`${base}/`);
}

function nameIn(path: string, target: Target): string {
  return path.slice(nameOf(target.path).length + 1);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
