import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { forEachLimited } from '../files/pool.ts';
import { databaseTarget } from '../postgres/databases.ts';
import type { Server } from '../postgres/psql.ts';
import { queryJson } from '../postgres/psql.ts';
import { dataDirectory } from './data-dir.ts';
import { odooDatabases } from './odoo-databases.ts';

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

const looksAtOnce = 16;

/**
 * Every attachment that a database of this machine refers to and whose file is not here, or has another size. The
 * contents are not read. Throws `database`.
 */
export async function findMissingFiles(
  context: Context,
  config: Config,
  server: Server,
): Promise<MissingFiles> {
  const files: MissingFile[] = [];
  let referred = 0;
  const folder = join(await dataDirectory(context, config), 'filestore');
  for (const database of await odooDatabases(context, config, server)) {
    const stored = await storedFiles(context, config, { server, database });
    const bad = await lookAt(join(folder, database), stored);
    referred += stored.length;
    if (bad.size > 0) files.push(...(await describeAttachments(context, config, { server, database, bad })));
  }
  return { files, referred };
}

type Asked = { readonly server: Server; readonly database: string };

const Stored = v.array(v.tuple([v.string(), v.nullable(v.number())]));

async function storedFiles(context: Context, config: Config, { server, database }: Asked) {
  const sql = `SELECT coalesce(json_agg(json_build_array(f, s)), '[]') FROM
    (SELECT store_fname AS f, max(file_size) AS s FROM ir_attachment WHERE store_fname IS NOT NULL GROUP BY 1) AS files`;
  const asked = { server, database: databaseTarget(database), sql, schema: Stored };
  return (await queryJson(context, config, asked)) ?? [];
}

async function lookAt(
  folder: string,
  stored: v.InferOutput<typeof Stored>,
): Promise<ReadonlyMap<string, State>> {
  const bad = new Map<string, State>();
  await forEachLimited(stored, looksAtOnce, async ([name, bytes]) => {
    const found = await lstat(join(folder, name)).catch(() => undefined);
    if (found === undefined) bad.set(name, 'missing');
    else if (bytes !== null && found.size !== bytes) bad.set(name, 'damaged');
  });
  return bad;
}

/** The attachments whose file has one of these store names, with their records. Throws `database`. */
export async function describeAttachments(
  context: Context,
  config: Config,
  { server, database, bad }: Asked & { readonly bad: ReadonlyMap<string, State> },
): Promise<readonly MissingFile[]> {
  const list = [...bad.keys()].map((name) => Buffer.from(name).toString('hex')).join(',');
  const sql = `SELECT coalesce(json_agg(json_build_object(
      'database', current_database(), 'id', a.id, 'storeName', a.store_fname, 'name', coalesce(a.name, ''),
      'url', coalesce(a.url, ''), 'record', concat_ws(' ', a.res_model, a.res_id), 'uploader', coalesce(u.login, ''),
      'at', to_char(a.create_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) ORDER BY a.create_date), '[]')
    FROM ir_attachment a LEFT JOIN res_users u ON u.id = a.create_uid
    WHERE encode(convert_to(a.store_fname, 'UTF8'), 'hex') = ANY (string_to_array('${list}', ','))`;
  const asked = { server, database: databaseTarget(database), sql, schema: v.array(Attachment) };
  const rows = (await queryJson(context, config, asked)) ?? [];
  return rows.map((row) => ({ ...row, state: bad.get(row.storeName) ?? 'missing' }));
}
