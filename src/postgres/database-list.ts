import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { takesConnections } from './databases.ts';
import type { Server } from './psql.ts';
import { queryJson } from './psql.ts';

const Databases = v.array(v.object({ name: v.string(), oid: v.string(), connects: v.boolean() }));

/** A database of a server; oid tells it from an earlier one of the same name. */
export type ListedDatabase = v.InferOutput<typeof Databases>[number];

/** All databases of a server that are no templates, in the order of their names. Throws `database`. */
export async function listDatabasesByOid(
  context: Context,
  config: Config,
  server: Server,
): Promise<readonly ListedDatabase[]> {
  const sql = `SELECT coalesce(json_agg(json_build_object(
    'name', datname, 'oid', oid::text, 'connects', ${takesConnections}) ORDER BY datname), '[]')
    FROM pg_database WHERE NOT datistemplate`;
  return (await queryJson(context, config, { server, sql, schema: Databases })) ?? [];
}
