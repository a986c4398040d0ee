import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Tour } from '../postgres/tour.ts';
import { sha1OfName } from '../sync/attachments/store-name.ts';
import { namesOfNewRows, readNewRows } from './coming.ts';
import { inspectFile } from './inspect-file.ts';
import type { BadFile } from './report.ts';
import type { Inspection } from './unit.ts';

/** What is to be looked at again, and how. */
export interface Again {
  readonly tour: Tour;
  /** The filestore of all databases. */
  readonly folder: string;
  readonly how: Inspection;
  /** Whether syncs still bring files to this machine. */
  readonly isStandby: boolean;
}

/** What is still bad, and how many files of new rows the next sync brings. */
export interface Settled {
  readonly bad: readonly BadFile[];
  readonly coming: number;
}

/**
 * Looks once more at what was missing: while a verification reads, syncs bring files. What only rows refer to that the
 * last sync could not know is on its way, and not bad. Throws `database`.
 */
export async function lookAgain(
  context: Context,
  config: Config,
  { bad, again }: { readonly bad: readonly BadFile[]; readonly again: Again },
): Promise<Settled> {
  const { true: missing = [], false: others = [] } = Object.groupBy(
    bad,
    ({ state }) => `${state === 'missing'}`,
  );
  if (missing.length === 0) return { bad, coming: 0 };
  // Before the look: what a sync has proven since then is here by the time of the look.
  const newRows = again.isStandby ? await readNewRows(context, config) : () => undefined;
  const still = missing.flatMap((each) => statesNow(again, each));
  const kept: BadFile[][] = [];
  let coming = 0;
  for (const [database, files] of Map.groupBy(still, (each) => each.database)) {
    const since = newRows(database);
    const seconds = config.JOB_SECONDS;
    const names = await namesOfNewRows(again.tour, database, { since, seconds });
    const { true: old = [], false: fresh = [] } = Object.groupBy(
      files,
      ({ storeName, state }) => `${state !== 'missing' || !names.has(storeName)}`,
    );
    kept.push(old);
    coming += fresh.length;
  }
  return { bad: [...others, ...kept.flat()], coming };
}

function statesNow({ folder, how }: Again, { database, storeName: name }: BadFile): readonly BadFile[] {
  const wanted = { name, bytes: undefined, sha1: sha1OfName(name) };
  const { states } = inspectFile(join(folder, database), wanted, { how, onRead: () => undefined });
  return states.map((state) => ({ database, storeName: name, state }));
}
