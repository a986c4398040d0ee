import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { attachmentTablesOf, fileColumns } from '../odoo/attachment-tables.ts';
import { readAttachmentRows } from '../odoo/read-attachment-rows.ts';
import type { Tour } from '../postgres/tour.ts';
import type { Problem } from '../sync/plan.ts';
import type { Cursor } from './cursor.ts';
import { countOrphans, namesIn, readTop } from './orphans.ts';
import type { BadFile } from './report.ts';
import type { Threads } from './threads.ts';
import type { Inspected, Unit } from './unit.ts';
import type { WantedFiles } from './wanted-files.ts';
import { createWantedFiles } from './wanted-files.ts';

/** What all databases of a verification have in common. */
export interface Verifying {
  readonly context: Context;
  readonly config: Config;
  readonly tour: Tour;
  /** The filestore of all databases. */
  readonly folder: string;
  /** Only rows that were created or changed at this time or later, ISO 8601. */
  readonly since: string | undefined;
  readonly threads: Threads;
  readonly cursor: Cursor;
}

/** What was found so far. */
export interface Sum {
  referred: number;
  read: number;
  orphaned: number;
  readonly bad: BadFile[];
  readonly problems: Problem[];
}

/** Files of one folder at a time, so that progress and cursor move. */
const mostFiles = 1_000;

interface NamedUnit extends Unit {
  /** The last of its names: a verification that goes on begins behind it. */
  readonly last: string;
}

/** Verifies one database; one that is not Odoo's is passed over. Throws `database`. */
export async function verifyDatabase(run: Verifying, database: string, sum: Sum): Promise<void> {
  const { config, tour, since } = run;
  const tables = await attachmentTablesOf(tour, database);
  if (tables.length === 0) return;
  if (tables.some(({ columns }) => fileColumns.some((column) => !columns.includes(column)))) {
    const what = 'its attachments cannot be read: columns are missing';
    const next = 'It may be in the middle of a migration: wait for its end.';
    sum.problems.push({ item: database, what, next });
    return;
  }
  const wanted = createWantedFiles();
  const onRow = (row: Parameters<WantedFiles['add']>[0]) => wanted.add(row);
  for (const { table } of tables) {
    const rows = { database, table, sinceTime: since, seconds: config.JOB_SECONDS, onRow };
    await readAttachmentRows(tour, rows);
  }
  const progress = { done: 0, total: wanted.waiting };
  await run.threads.inspect<NamedUnit>({
    units: unitsOf(run, { database, wanted, sum, progress }),
    async onDone(unit, inspected) {
      addTo(sum, database, inspected);
      progress.done += unit.files.length;
      run.context.log.progress({ label: `verifying ${database}`, files: { ...progress } });
      await run.cursor.move({ database, name: unit.last }, sum);
    },
  });
}

function addTo(sum: Sum, database: string, { found, read }: Inspected): void {
  sum.read += read;
  for (const { name: storeName, state } of found) sum.bad.push({ database, storeName, state });
}

interface Work {
  readonly database: string;
  readonly wanted: WantedFiles;
  readonly sum: Sum;
  readonly progress: { done: number; total: number };
}

/** The work, folder by folder in their order: each is listed when its turn comes. */
function* unitsOf(run: Verifying, { database, wanted, sum, progress }: Work): Generator<NamedUnit> {
  const own = join(run.folder, database);
  // What nobody wants is not known when only a part was asked for.
  const top = run.since === undefined ? readTop(own) : undefined;
  const folders = new Set([...wanted.folders(), ...(top?.folders ?? [])]);
  for (const folder of [...folders].sort()) {
    const files = wanted.take(folder);
    if (top !== undefined) sum.orphaned += countOrphans(namesIn(own, folder, top), files);
    sum.referred += files.length;
    const rest = files.filter(({ name }) => !run.cursor.isBehind({ database, name }));
    progress.total = progress.done + rest.length + wanted.waiting;
    for (let from = 0; from < rest.length; from += mostFiles) {
      const part = rest.slice(from, from + mostFiles);
      yield { folder: own, files: part, last: part.at(-1)?.name ?? '' };
    }
  }
}
