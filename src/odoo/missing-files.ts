import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { databaseTarget } from '../postgres/databases.ts';
import type { Server } from '../postgres/psql.ts';
import { queryJson } from '../postgres/psql.ts';
import { dataDirectory } from './data-dir.ts';
import { odooDatabases } from './odoo-databases.ts';

const Attachment = v.object({
  database: v.string(),
  storeName: v.string(),
  name: v.string(),
  /** Model and number of the record that it belongs to, such as "sale.order 12". */
  record: v.string(),
  uploader: v.string(),
  at: v.nullable(v.string()),
});

/** An attachment whose file is not on this machine, with the record it belongs to and who uploaded it. */
export type MissingFile = v.InferOutput<typeof Attachment>;

/** What a look at all filestores of this machine found. */
export interface MissingFiles {
  readonly files: readonly MissingFile[];
  /** How many different files the databases refer to. */
  readonly referred: number;
}

/** Every attachment that a database of this machine refers to and whose file is not here. Throws `database`. */
export async function findMissingFiles(
  context: Context,
  config: Config,
  server: Server,
): Promise<MissingFiles> {
  const files: MissingFile[] = [];
  let referred = 0;
  const folder = join(await dataDirectory(context, config), 'filestore');
  for (const database of await odooDatabases(context, config, server)) {
    const names = await storeNames(context, config, { server, database });
    const here = await namesHere(join(folder, database));
    const missing = names.filter((name) => !here.has(name));
    referred += names.length;
    if (missing.length > 0) files.push(...(await describe(context, config, { server, database, missing })));
  }
  return { files, referred };
}

type Asked = { readonly server: Server; readonly database: string };

async function storeNames(
  context: Context,
  config: Config,
  { server, database }: Asked,
): Promise<readonly string[]> {
  const sql = `SELECT coalesce(json_agg(DISTINCT store_fname), '[]') FROM ir_attachment WHERE store_fname IS NOT NULL`;
  const asked = { server, database: databaseTarget(database), sql, schema: v.array(v.string()) };
  return (await queryJson(context, config, asked)) ?? [];
}

async function namesHere(folder: string): Promise<ReadonlySet<string>> {
  const parts = (await readdir(folder).catch((): string[] => [])).filter((part) => part !== 'checklist');
  const lists = await Promise.all(
    parts.map(async (part) =>
      (await readdir(join(folder, part)).catch((): string[] => [])).map((name) => `${part}/${name}`),
    ),
  );
  return new Set(lists.flat());
}

async function describe(
  context: Context,
  config: Config,
  { server, database, missing }: Asked & { readonly missing: readonly string[] },
): Promise<readonly MissingFile[]> {
  const list = missing.map((name) => Buffer.from(name).toString('hex')).join(',');
  const sql = `SELECT coalesce(json_agg(json_build_object(
      'database', current_database(), 'storeName', a.store_fname, 'name', coalesce(a.name, ''),
      'record', concat_ws(' ', a.res_model, a.res_id), 'uploader', coalesce(u.login, ''),
      'at', to_char(a.create_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) ORDER BY a.create_date), '[]')
    FROM ir_attachment a LEFT JOIN res_users u ON u.id = a.create_uid
    WHERE encode(convert_to(a.store_fname, 'UTF8'), 'hex') = ANY (string_to_array('${list}', ','))`;
  const asked = { server, database: databaseTarget(database), sql, schema: v.array(Attachment) };
  return (await queryJson(context, config, asked)) ?? [];
}
