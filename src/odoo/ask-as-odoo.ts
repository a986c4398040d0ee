import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { must } from '../machines/must.ts';
import { databaseTarget } from '../postgres/database-target.ts';
import { psqlCommand } from '../postgres/psql.ts';
import type { ServerFacts } from '../postgres/server-facts.ts';
import { ServerFactsSchema, serverFactsSql } from '../postgres/server-facts.ts';
import type { OdooConf } from './odoo-conf.ts';
import { odooOption } from './odoo-conf.ts';

/** How Odoo would open its database, as odoo.conf says. Undefined: PostgreSQL's own default. */
export interface OdooConnection {
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly user: string | undefined;
  readonly database: string;
  readonly password: string | undefined;
}

/** Reads it from odoo.conf. Without db_name Odoo opens the database postgres to list the others. */
export function odooConnection(conf: OdooConf): OdooConnection {
  const database = (odooOption(conf, 'db_name') ?? '').split(',')[0]?.trim() ?? '';
  return {
    host: odooOption(conf, 'db_host'),
    port: odooOption(conf, 'db_port'),
    user: odooOption(conf, 'db_user'),
    database: database === '' ? 'postgres' : database,
    password: odooOption(conf, 'db_password'),
  };
}

/**
 * Opens the database as Odoo would, as Odoo's own system user, and asks what server that is. Throws `program` with what
 * PostgreSQL said.
 */
export async function askAsOdoo(
  context: Context,
  config: Config,
  { host, port, user, database, password }: OdooConnection,
): Promise<ServerFacts> {
  const option = (flag: string, value: string | undefined) => (value === undefined ? [] : [flag, value]);
  const target = [...option('-h', host), ...option('-p', port), ...option('-U', user)];
  const asked = psqlCommand(context.env, [...target, '-d', databaseTarget(database)]);
  const become = context.env.uid === 0;
  const outcome = await context.run({
    argv: become ? ['runuser', '-u', config.ODOO_USER, '--', ...asked] : asked,
    input: serverFactsSql,
    timeoutMs: config.COMMAND_SECONDS * 1000,
    // Never as an argument: those are there for all to see.
    env: { PGCONNECT_TIMEOUT: String(config.CONNECT_SECONDS), PGPASSWORD: password },
    cwd: '/',
  });
  const { stdout } = must(outcome, 'opening the database as Odoo does');
  return v.parse(v.pipe(v.string(), v.parseJson(), ServerFactsSchema), stdout);
}
