import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import type { Server } from '../../postgres/psql.ts';
import { queryJson } from '../../postgres/psql.ts';

/** What a database server itself shows of cluster managers. */
const Shown = v.object({
  /** Measured: Patroni 3 and 4 keep sessions named "Patroni heartbeat" and "Patroni restapi" open, 2 one named "Patroni". */
  patroni: v.boolean(),
  /** There is a database of the name that repmgr's manual proposes for its register. */
  repmgrDatabase: v.boolean(),
});

/** What a server shows. */
export type Shown = v.InferOutput<typeof Shown>;

const sql = `SELECT json_build_object(
  'patroni', EXISTS (SELECT FROM pg_stat_activity WHERE application_name ~ '^Patroni( heartbeat| restapi)?$'),
  'repmgrDatabase', EXISTS (SELECT FROM pg_database WHERE datname = 'repmgr' AND datallowconn))`;

/** Asks a server what it shows of cluster managers. Throws `database`. */
export async function readShown(context: Context, config: Config, server: Server): Promise<Shown> {
  const shown = await queryJson(context, config, { server, sql, schema: Shown });
  return shown ?? { patroni: false, repmgrDatabase: false };
}

/** Whether a database holds repmgr's register. False as well when the user may not look into it. */
export async function hasRepmgrSchema(
  context: Context,
  config: Config,
  { server, database }: { readonly server: Server; readonly database: string },
): Promise<boolean> {
  const sql = "SELECT to_json(to_regclass('repmgr.nodes') IS NOT NULL)";
  return (await queryJson(context, config, { server, database, sql, schema: v.boolean() })) === true;
}
