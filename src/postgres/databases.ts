import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Server } from './psql.ts';
import { queryJson } from './psql.ts';

/** The names of all databases of a server that take connections. Throws `database`. */
export async function listDatabases(
  context: Context,
  config: Config,
  server: Server,
): Promise<readonly string[]> {
  const sql = `SELECT coalesce(json_agg(datname ORDER BY datname), '[]') FROM pg_database WHERE datallowconn`;
  return (await queryJson(context, config, { server, sql, schema: v.array(v.string()) })) ?? [];
}

/**
 * A database's name as psql's -d wants it: a bare name with "=" in it, or one like an address, would be taken for
 * connection settings. Source: PostgreSQL manual, psql, -d; libpq, connection strings.
 */
export function databaseTarget(name: string): string {
  return `dbname='${name.replace(/[\\']/g, '\\$&')}'`;
}
