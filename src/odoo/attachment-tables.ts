import * as v from 'valibot';
import type { Tour } from '../postgres/tour.ts';

const Tables = v.array(v.object({ table: v.string(), columns: v.array(v.string()) }));

/** A table of attachments: its name quoted for SQL, and which of the columns that count it has. */
export type AttachmentTable = v.InferOutput<typeof Tables>[number];

/** What a row must tell of its file. */
export const fileColumns = ['store_fname', 'file_size', 'checksum'] as const;

const list = fileColumns.map((column) => `'${column}'`).join(', ');

const findTables = `SELECT coalesce(json_agg(json_build_object(
  'table', format('%I.%I', n.nspname, c.relname),
  'columns', (SELECT coalesce(json_agg(a.attname), '[]') FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attname IN (${list}) AND NOT a.attisdropped))), '[]')
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relname = 'ir_attachment' AND c.relkind IN ('r', 'p')`;

/** The tables of attachments of one database; none when it is not Odoo's. Throws `database`. */
export async function attachmentTablesOf(tour: Tour, database: string): Promise<readonly AttachmentTable[]> {
  return (await tour.ask({ database, sql: findTables, schema: Tables })) ?? [];
}
