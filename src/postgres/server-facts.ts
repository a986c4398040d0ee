import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import type { Server } from './psql.ts';
import { queryJson } from './psql.ts';

/** The answer to `serverFactsSql`. */
export const ServerFactsSchema = v.object({
  version: v.string(),
  startedAt: v.string(),
  inRecovery: v.boolean(),
  dataDirectory: v.nullable(v.string()),
});

/** What a running server is. */
export type ServerFacts = v.InferOutput<typeof ServerFactsSchema>;

/**
 * The question for it, as one column that holds JSON. `startedAt` has microseconds: no two servers share it. Settings
 * that the user may not see have no row in pg_settings. Source: PostgreSQL manual, pg_settings.
 */
export const serverFactsSql = `SELECT json_build_object(
  'version', split_part(current_setting('server_version'), ' ', 1),
  'startedAt', extract(epoch FROM pg_postmaster_start_time())::text,
  'inRecovery', pg_is_in_recovery(),
  'dataDirectory', (SELECT setting FROM pg_settings WHERE name = 'data_directory'))`;

/** Asks a server what it is. Throws `database`. */
export async function readServerFacts(
  context: Context,
  config: Config,
  server: Server,
): Promise<ServerFacts> {
  const answer = await queryJson(context, config, { server, sql: serverFactsSql, schema: ServerFactsSchema });
  if (answer !== undefined) return answer;
  return fail('database', { what: `${server.label} gives no answer`, next: "See PostgreSQL's log." });
}
