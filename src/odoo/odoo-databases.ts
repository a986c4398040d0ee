import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { listDatabases } from '../postgres/databases.ts';
import { inEachDatabase } from '../postgres/in-each-database.ts';
import type { Server } from '../postgres/psql.ts';
import type { Tour } from '../postgres/tour.ts';

/** The names of a server's databases that are Odoo's: those with its table of modules. Throws `database`. */
export async function odooDatabases(
  context: Context,
  config: Config,
  server: Server,
): Promise<readonly string[]> {
  return inEachOdooDatabase({ context, config, server }, async (_, database) => database);
}

/** Does something in each of a server's databases that are Odoo's; the results in their order. Throws `database`. */
export async function inEachOdooDatabase<R>(
  tourists: { readonly context: Context; readonly config: Config; readonly server: Server },
  act: (tour: Tour, database: string) => Promise<R>,
): Promise<readonly R[]> {
  const { context, config, server } = tourists;
  const sql = "SELECT to_json(to_regclass('ir_module_module') IS NOT NULL)";
  const names = await listDatabases(context, config, server);
  const results = await inEachDatabase(tourists, names, async (tour, database) =>
    (await tour.ask({ database, sql, schema: v.boolean() })) === true ? [await act(tour, database)] : [],
  );
  return results.flat();
}
