import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { listDatabases } from '../postgres/databases.ts';
import type { Server } from '../postgres/psql.ts';
import type { Tour } from '../postgres/tour.ts';
import { inEachDatabase } from '../postgres/in-each-database.ts';
import { attachmentTablesOf } from './attachment-tables.ts';

const namesPerQuestion = 100_000;

/**
 * Of these store names (`xx/<sha1>`, each byte as one character) the ones that a row refers to, each with the databases
 * of the server that have such a row. Throws `database` when one of its databases cannot be asked: then nothing is known.
 */
export async function referencedNames(
  context: Context,
  config: Config,
  { server, names }: { readonly server: Server; readonly names: readonly string[] },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  if (names.length === 0) return found;
  const databases = await listDatabases(context, config, server);
  await inEachDatabase({ context, config, server }, databases, async (tour, database) => {
    for (const table of await storingTables(tour, database)) {
      for (let from = 0; from < names.length; from += namesPerQuestion) {
        const sql = question(table, names.slice(from, from + namesPerQuestion));
        const answer = await tour.ask({ database, sql, schema: v.array(v.string()) });
        for (const hex of answer ?? []) {
          const name = Buffer.from(hex, 'hex').toString('latin1');
          const before = found.get(name);
          if (before === undefined) found.set(name, [database]);
          else before.push(database);
        }
      }
    }
  });
  return found;
}

/** The tables of attachments, their names quoted for SQL. */
async function storingTables(tour: Tour, database: string): Promise<readonly string[]> {
  const tables = await attachmentTablesOf(tour, database);
  if (tables.some(({ columns }) => !columns.includes('store_fname'))) {
    fail('database', {
      what: `${tour.label}: the table ir_attachment of ${database} has no column store_fname`,
      next: 'It may be in the middle of a migration: wait for its end.',
    });
  }
  return tables.map(({ table }) => table);
}

/** The names travel as hex: no byte of them means anything to SQL, and none depends on an encoding. */
function question(table: string, names: readonly string[]): string {
  const list = names.map((name) => Buffer.from(name, 'latin1').toString('hex')).join(',');
  return `SELECT coalesce(json_agg(h), '[]') FROM unnest(string_to_array('${list}', ',')) AS h
    WHERE h IN (SELECT encode(convert_to(store_fname, getdatabaseencoding()::name), 'hex')
      FROM ${table} WHERE store_fname IS NOT NULL)`;
}
