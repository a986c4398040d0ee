import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { databaseTarget, listDatabases } from '../postgres/databases.ts';
import type { Server } from '../postgres/psql.ts';
import { queryJson } from '../postgres/psql.ts';

/** The names of a server's databases that are Odoo's: those with its table of modules. Throws `database`. */
export async function odooDatabases(
  context: Context,
  config: Config,
  server: Server,
): Promise<readonly string[]> {
  const found: string[] = [];
  const sql = "SELECT to_json(to_regclass('ir_module_module') IS NOT NULL)";
  for (const name of await listDatabases(context, config, server)) {
    const asked = { server, database: databaseTarget(name), sql, schema: v.boolean() };
    if (await queryJson(context, config, asked)) found.push(name);
  }
  return found;
}
