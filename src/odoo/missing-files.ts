import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { nameOf } from '../files/names.ts';
import { listDatabases } from '../postgres/databases.ts';
import type { Server } from '../postgres/psql.ts';
import type { Tour } from '../postgres/tour.ts';
import { inEachDatabase } from '../postgres/in-each-database.ts';
import { countSeen, listNames } from '../sync/attachments/database/names-here.ts';
import { createRowCheck } from '../sync/attachments/database/row-check.ts';
import { attachmentTablesOf } from './attachment-tables.ts';
import { dataDirectory } from './data-dir.ts';
import { readAttachmentRows } from './read-attachment-rows.ts';

const Attachment = v.object({
  database: v.string(),
  id: v.number(),
  storeName: v.string(),
  name: v.string(),
  url: v.string(),
  /** Model and number of the record that it belongs to, such as "sale.order 12". */
  record: v.string(),
  uploader: v.string(),
  at: v.nullable(v.string()),
});

/** An attachment whose file is not whole on this machine, with the record it belongs to and who uploaded it. */
export type MissingFile = v.InferOutput<typeof Attachment> & {
  /** `damaged`: there, but of another size than the database says. */
  readonly state: 'missing' | 'damaged';
};

/** What a look at all filestores of this machine found. */
export interface MissingFiles {
  readonly files: readonly MissingFile[];
  /** How many different files the databases refer to. */
  readonly referred: number;
}

type State = MissingFile['state'];

const namesPerQuestion = 20_000;

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

/** The attachments whose file has one of these store names, with their records. Throws `database`. */
export async function describeAttachments(
  tour: Tour,
  { database, bad }: { readonly database: string; readonly bad: ReadonlyMap<string, State> },
): Promise<readonly MissingFile[]> {
  const names = [...bad.keys()].map((name) => Buffer.from(name).toString('hex'));
  const files: MissingFile[] = [];
  for (let from = 0; from < names.length; from += namesPerQuestion) {
    const sql = describing(names.slice(from, from + namesPerQuestion));
    for (const row of (await tour.ask({ database, sql, schema: v.array(Attachment) })) ?? [])
      files.push({ ...row, state: bad.get(row.storeName) ?? 'missing' });
  }
  return files;
}

/** The names travel as hex, and are joined, not looked through for each row. */
function describing(names: readonly string[]): string {
  return `SELECT coalesce(json_agg(json_build_object(
      'database', current_database(), 'id', a.id, 'storeName', a.store_fname, 'name', coalesce(a.name, ''),
      'url', coalesce(a.url, ''), 'record', concat_ws(' ', a.res_model, a.res_id), 'uploader', coalesce(u.login, ''),
      'at', to_char(a.create_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) ORDER BY a.create_date), '[]')
    FROM ir_attachment a LEFT JOIN res_users u ON u.id = a.create_uid
    WHERE encode(convert_to(a.store_fname, 'UTF8'), 'hex') IN
      (SELECT unnest(string_to_array('${names.join(',')}', ',')))`;
}
