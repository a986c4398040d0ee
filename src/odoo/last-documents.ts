import * as v from 'valibot';
import type { Tour } from '../postgres/tour.ts';

interface Kind {
  readonly kind: string;
  readonly table: string;
  readonly label: string;
  /** The columns that name the record that it belongs to. */
  readonly of?: readonly [string, string];
  readonly where?: string;
}

/** What tells people how far a database goes. The columns are those of Odoo 13 to 19; a table may not be installed. */
const kinds: readonly Kind[] = [
  { kind: 'sale order', table: 'sale_order', label: 'name' },
  { kind: 'transfer', table: 'stock_picking', label: 'name' },
  { kind: 'invoice or entry', table: 'account_move', label: 'name' },
  { kind: 'message', table: 'mail_message', label: 'subject', of: ['model', 'res_id'] },
  {
    kind: 'attachment',
    table: 'ir_attachment',
    label: 'name',
    of: ['res_model', 'res_id'],
    // Neither images of records nor style sheets.
    where: "d.res_field IS NULL AND (d.url IS NULL OR d.url NOT LIKE '/web/%')",
  },
];

const Row = v.object({
  id: v.number(),
  name: v.nullable(v.string()),
  record: v.string(),
  createdAt: v.nullable(v.string()),
  changedAt: v.nullable(v.string()),
  by: v.nullable(v.string()),
});

/** A business document: its kind, number, name and times (ISO 8601, UTC). */
export interface LastDocument extends v.InferOutput<typeof Row> {
  readonly database: string;
  readonly kind: string;
}

const longestName = 120;

/** The newest documents of each kind that an Odoo database has, newest first. Throws `database`. */
export async function lastDocuments(
  tour: Tour,
  database: string,
  most: number,
): Promise<readonly LastDocument[]> {
  const tables = await tour.ask({ database, sql: columnsSql, schema: Columns });
  const present = kinds.filter(({ table, label, of = [] }) => {
    const columns = tables?.[table] ?? [];
    return [label, 'create_date', 'write_date', 'create_uid', ...of].every((each) => columns.includes(each));
  });
  if (present.length === 0) return [];
  const lists = present.map((kind) => `'${kind.table}', (${rowsSql(kind, most)})`).join(',\n');
  const sql = `SELECT json_build_object(${lists})`;
  const schema = v.record(v.string(), v.array(Row));
  const rows = (await tour.ask({ database, sql, schema })) ?? {};
  return present.flatMap(({ kind, table }) => (rows[table] ?? []).map((row) => ({ database, kind, ...row })));
}

const Columns = v.record(v.string(), v.array(v.string()));

const columnsSql = `SELECT json_object_agg(t, (SELECT coalesce(json_agg(attname), '[]') FROM pg_attribute
    WHERE attrelid = to_regclass(t) AND attnum > 0 AND NOT attisdropped))
  FROM unnest(ARRAY[${kinds.map(({ table }) => `'${table}'`).join(', ')}]) AS t`;

/** By number, not by time: that has an index, however many messages there are. */
function rowsSql({ table, label, of, where }: Kind, most: number): string {
  const time = (column: string) => `to_char(d.${column}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
  const record = of === undefined ? "''" : `concat_ws(' ', d.${of[0]}, d.${of[1]})`;
  return `SELECT coalesce(json_agg(r), '[]') FROM (
    SELECT d.id, left(d.${label}::text, ${longestName}) AS name, ${record} AS record,
      ${time('create_date')} AS "createdAt", ${time('write_date')} AS "changedAt", u.login AS by
    FROM ${table} AS d LEFT JOIN res_users AS u ON u.id = d.create_uid
    WHERE ${where ?? 'true'} ORDER BY d.id DESC LIMIT ${most}) AS r`;
}
