import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { listDatabases } from '../postgres/databases.ts';
import type { Server } from '../postgres/psql.ts';
import { inEachDatabase } from '../postgres/in-each-database.ts';

/** The names of a server's databases that are Odoo's: those with its table of modules. Throws `database`. */
export async function odooDatabases(
  context: Context,
  config: Config,
  server: Server,
): Promise<readonly string[]> {
  const sql = "SELECT to_json(to_regclass('ir_module_module') IS NOT NULL)";
  const names = await listDatabases(context, config, server);
  const found = await inEachDatabase({ context, config, server }, names, async (tour, database) =>
    (await tour.ask({ database, sql, schema: v.boolean() })) === true ? [database] : [],
  );
  return found.flat();
}
