import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { asFailure } from '../failures.ts';
import type { Server } from '../postgres/psql.ts';
import { queryJson } from '../postgres/psql.ts';
import { listenAddress } from './listen-address.ts';
import { odooDatabases } from './odoo-databases.ts';
import type { OdooConf } from './odoo-conf.ts';
import { odooOption, readOdooConf } from './odoo-conf.ts';
import { servedDatabases } from './served-databases.ts';
import type { OdooWeb } from './web-at.ts';
import { webAt } from './web-at.ts';

/**
 * Finds Odoo's web server on this machine, by the name of the first database that it serves. Throws `odoo-conf`; what
 * databases there are may be unknown.
 */
export async function odooWeb(context: Context, config: Config, server: Server): Promise<OdooWeb> {
  try {
    for await (const { web } of databaseWebs(context, config, server)) if (web !== undefined) return web;
  } catch (error) {
    context.signal.throwIfAborted();
    // Odoo may answer all the same: its own page tells.
    context.log.warn(`the name to ask Odoo by is not known: ${asFailure(error).message}`);
  }
  const base = odooAddress(config, await readOdooConf(context, config.ODOO_CONF));
  return webAt(context, { base, host: config.ODOO_HOST || undefined, database: undefined });
}

/** A database of Odoo, and Odoo as its users call it: by ODOO_HOST, else by the host of its web.base.url. */
export interface DatabaseWeb {
  readonly database: string;
  readonly host: string | undefined;
  /** Undefined where Odoo does not serve it under that name. */
  readonly web: OdooWeb | undefined;
}

/** All of Odoo's databases, one after the other, as far as somebody asks for them. Throws `odoo-conf`, `database`. */
export async function* databaseWebs(
  context: Context,
  config: Config,
  server: Server,
): AsyncGenerator<DatabaseWeb> {
  const conf = await readOdooConf(context, config.ODOO_CONF);
  const base = odooAddress(config, conf);
  const databases = await odooDatabases(context, config, server);
  for (const database of databases) {
    const host = config.ODOO_HOST || (await hostOf(context, config, { server, database }));
    const served = servedDatabases(conf, host, databases);
    const chosen = served.length > 1 ? database : undefined;
    const web = served.includes(database) ? webAt(context, { base, host, database: chosen }) : undefined;
    yield { database, host, web };
  }
}

/** Where a server that listens everywhere is called. */
const loopbacks: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

/** ODOO_URL, or where odoo.conf makes Odoo listen. */
export function odooAddress(config: Pick<Config, 'ODOO_URL'>, conf: OdooConf): string {
  if (config.ODOO_URL !== '') return config.ODOO_URL;
  const port = odooOption(conf, 'http_port') ?? odooOption(conf, 'xmlrpc_port') ?? '8069';
  const listens = listenAddress(conf) ?? '0.0.0.0';
  const address = loopbacks.get(listens) ?? listens;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** The host of the address that Odoo puts into links, with its port; undefined where there is none. */
async function hostOf(
  context: Context,
  config: Config,
  place: { readonly server: Server; readonly database: string },
): Promise<string | undefined> {
  // A database that cannot be asked holds nothing up: another one tells, or none.
  const base = await baseUrl(context, config, place).catch(() => undefined);
  return base !== undefined && URL.canParse(base) ? new URL(base).host : undefined;
}

/** The address that Odoo puts into links. Throws `database`. */
export async function baseUrl(
  context: Context,
  config: Config,
  { server, database }: { readonly server: Server; readonly database: string },
): Promise<string | undefined> {
  const sql = "SELECT to_json(value) FROM ir_config_parameter WHERE key = 'web.base.url'";
  const asked = { server, database, sql, schema: v.string() };
  return queryJson(context, config, asked);
}
