import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { asFailure } from '../failures.ts';
import type { Server } from '../postgres/psql.ts';
import { queryJson } from '../postgres/psql.ts';
import { odooDatabases } from './odoo-databases.ts';
import type { OdooConf } from './odoo-conf.ts';
import { odooOption, readOdooConf } from './odoo-conf.ts';
import { servedDatabases } from './served-databases.ts';
import type { OdooWeb } from './web-at.ts';
import { webAt } from './web-at.ts';

/** Finds Odoo's web server on this machine, and the name that its users call it by. Throws `odoo-conf`. */
export async function odooWeb(context: Context, config: Config, server: Server): Promise<OdooWeb> {
  const conf = await readOdooConf(context, config.ODOO_CONF);
  const name = await nameOf(context, config, { server, conf });
  return webAt(context, { base: odooAddress(config, conf), ...name });
}

/** ODOO_URL, or where odoo.conf makes Odoo listen (names as from Odoo 11 on, and before). */
export function odooAddress(config: Pick<Config, 'ODOO_URL'>, conf: OdooConf): string {
  if (config.ODOO_URL !== '') return config.ODOO_URL;
  const port = odooOption(conf, 'http_port') ?? odooOption(conf, 'xmlrpc_port') ?? '8069';
  const listens = odooOption(conf, 'http_interface') ?? odooOption(conf, 'xmlrpc_interface') ?? '0.0.0.0';
  const address = { '0.0.0.0': '127.0.0.1', '::': '::1' }[listens] ?? listens;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

interface Place {
  readonly server: Server;
  readonly conf: OdooConf;
}

/** ODOO_HOST, or the host of web.base.url of the first database that Odoo serves under it. */
async function nameOf(
  context: Context,
  config: Config,
  { server, conf }: Place,
): Promise<Pick<OdooWeb, 'host' | 'database'>> {
  const given = config.ODOO_HOST === '' ? undefined : config.ODOO_HOST;
  try {
    const databases = await odooDatabases(context, config, server);
    for (const database of databases) {
      // One that cannot be asked holds nothing up: another one tells, or none.
      const host = given ?? (await hostOf(context, config, { server, database }).catch(() => undefined));
      const served = servedDatabases(conf, host, databases);
      if (served.includes(database)) return { host, database: served.length > 1 ? database : undefined };
    }
  } catch (error) {
    context.signal.throwIfAborted();
    // Odoo may answer all the same: its own page tells.
    context.log.warn(`the name to ask Odoo by is not known: ${asFailure(error).message}`);
  }
  return { host: given, database: undefined };
}

/** The host of the address that Odoo puts into links, with its port; undefined where there is none. Throws `database`. */
export async function hostOf(
  context: Context,
  config: Config,
  place: { readonly server: Server; readonly database: string },
): Promise<string | undefined> {
  const base = await baseUrl(context, config, place);
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
