import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { nameOf } from '../files/names.ts';
import { attachmentTablesOf } from '../odoo/attachment-tables.ts';
import { dataDirectory } from '../odoo/data-dir.ts';
import type { MissingFile } from '../odoo/describe-attachments.ts';
import { describeAttachments } from '../odoo/describe-attachments.ts';
import { readAttachmentRows } from '../odoo/read-attachment-rows.ts';
import { listDatabases } from '../postgres/databases.ts';
import { inEachDatabase } from '../postgres/in-each-database.ts';
import type { Server } from '../postgres/psql.ts';
import type { Tour } from '../postgres/tour.ts';
import { countSeen, listNames } from '../sync/attachments/database/names-here.ts';
import { createRowCheck } from '../sync/attachments/database/row-check.ts';

/** What a look at all filestores of this machine found. */
export interface MissingFiles {
  readonly files: readonly MissingFile[];
  /** How many different files the databases refer to. */
  readonly referred: number;
}

type State = MissingFile['state'];

/**
 * Every attachment that a database of this machine refers to and whose file is not here, or has another size. The
 * contents are not read; rows are looked at as they come, so memory grows with what is missing. Throws `database`.
 */
export async function findMissingFiles(
  context: Context,
  config: Config,
  server: Server,
): Promise<MissingFiles> {
  const filestore = join(await dataDirectory(context, config), 'filestore');
  const names = await listDatabases(context, config, server);
  const seconds = config.JOB_SECONDS;
  const looks = await inEachDatabase({ context, config, server }, names, async (tour, database) => {
    const looked = await lookAt(tour, { database, filestore, seconds });
    const { bad, referred } = looked;
    return { files: await describeAttachments(tour, { database, bad }), referred };
  });
  const referred = looks.reduce((sum, look) => sum + look.referred, 0);
  return { files: looks.flatMap(({ files }) => files), referred };
}

/** What is not whole, by its name as text; nothing where the database is not Odoo's. */
async function lookAt(
  tour: Tour,
  asked: { readonly database: string; readonly filestore: string; readonly seconds: number },
): Promise<{ readonly bad: ReadonlyMap<string, State>; readonly referred: number }> {
  const bad = new Map<string, State>();
  const { database, filestore, seconds } = asked;
  const tables = await attachmentTablesOf(tour, database);
  if (tables.length === 0) return { bad, referred: 0 };
  const here = await listNames(filestore, nameOf(database));
  const { findings, onRow } = createRowCheck({ filestore, database: nameOf(database), here });
  for (const { table } of tables) await readAttachmentRows(tour, { database, table, seconds, onRow });
  const textOf = (name: string) => Buffer.from(name, 'latin1').toString();
  for (const name of findings.missing.keys()) bad.set(textOf(name), 'missing');
  for (const name of findings.otherSize.keys()) bad.set(textOf(name), 'damaged');
  return { bad, referred: countSeen(here) + findings.missing.size };
}
