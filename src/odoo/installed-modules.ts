import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { listDatabases } from '../postgres/databases.ts';
import type { Server } from '../postgres/psql.ts';
import { inEachDatabase } from '../postgres/in-each-database.ts';

const Modules = v.array(v.object({ name: v.string(), version: v.nullable(v.string()) }));

/** A module that a database has installed, with the version that it was installed in. */
export type InstalledModule = v.InferOutput<typeof Modules>[number];

/** The installed modules of one database of Odoo. */
export interface DatabaseModules {
  readonly database: string;
  readonly modules: readonly InstalledModule[];
}

// In a database that is not Odoo's nothing is printed. What was imported as data (base_import_module) has no code.
const sql = `SELECT to_regclass('ir_module_module') IS NOT NULL AS is_odoo \\gset
\\if :is_odoo
SELECT coalesce(json_agg(json_build_object('name', name, 'version', latest_version) ORDER BY name), '[]')
  FROM ir_module_module AS m
  WHERE state IN ('installed', 'to upgrade', 'to remove') AND (to_jsonb(m) ->> 'imported') IS DISTINCT FROM 'true';
\\endif
`;

/** The installed modules of every database of Odoo on a server, one question each. Throws `database`. */
export async function installedModules(
  context: Context,
  config: Config,
  server: Server,
): Promise<readonly DatabaseModules[]> {
  const names = await listDatabases(context, config, server);
  const found = await inEachDatabase({ context, config, server }, names, async (tour, database) => ({
    database,
    modules: await tour.ask({ database, sql, schema: Modules }),
  }));
  return found.flatMap(({ database, modules }) => (modules === undefined ? [] : [{ database, modules }]));
}
