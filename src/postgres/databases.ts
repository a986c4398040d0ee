import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Server } from './psql.ts';
import { queryJson } from './psql.ts';

/**
 * Which rows of pg_database take connections: a DROP DATABASE that was interrupted leaves one that takes none, -2 marks
 * it. Source: PostgreSQL manual, pg_database, datconnlimit; DROP DATABASE.
 */
export const takesConnections = 'datallowconn AND datconnlimit <> -2';

/** The names of all databases of a server that take connections. Throws `database`. */
export async function listDatabases(
  context: Context,
  config: Config,
  server: Server,
): Promise<readonly string[]> {
  const sql = `SELECT coalesce(json_agg(datname ORDER BY datname), '[]') FROM pg_database WHERE ${takesConnections}`;
  return (await queryJson(context, config, { server, sql, schema: v.array(v.string()) })) ?? [];
}
