import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { printable } from '../../machines/must.ts';
import { databaseTarget } from '../../postgres/databases.ts';
import type { Server } from '../../postgres/psql.ts';
import { queryJson } from '../../postgres/psql.ts';

/** What needs a person's eyes: the newest of each, where the table exists. */
const documents = [
  { table: 'sale_order', what: 'sale order' },
  { table: 'stock_picking', what: 'transfer' },
  { table: 'account_move', what: 'invoice or entry' },
  { table: 'mail_message', what: 'message', label: 'subject' },
  { table: 'ir_attachment', what: 'attachment' },
] as const;

const Last = v.object({ label: v.nullable(v.string()), at: v.nullable(v.string()) });

/** The newest document of each kind, for eyes that know what should be there. Throws `database`. */
export async function newestDocuments(
  context: Context,
  config: Config,
  { server, database }: { readonly server: Server; readonly database: string },
): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const document of documents) {
    const label = 'label' in document ? document.label : 'name';
    const exists = {
      sql: `SELECT to_json(to_regclass('${document.table}') IS NOT NULL)`,
      schema: v.boolean(),
    };
    const target = { server, database: databaseTarget(database) };
    if (!(await queryJson(context, config, { ...target, ...exists }))) continue;
    const sql = `SELECT json_build_object('label', ${label}, 'at', to_char(create_date, 'YYYY-MM-DD HH24:MI:SS'))
      FROM ${document.table} ORDER BY create_date DESC NULLS LAST, id DESC LIMIT 1`;
    const last = await queryJson(context, config, { ...target, sql, schema: Last });
    const text = last === undefined ? 'none' : `${last.label ?? 'without name'}, ${last.at ?? 'no time'} UTC`;
    lines.push(printable(`look at: last ${document.what} in ${database}: ${text}`));
  }
  return lines;
}
