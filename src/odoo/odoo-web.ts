import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Server } from '../postgres/psql.ts';
import { queryJson } from '../postgres/psql.ts';
import type { WebAnswer } from './ask-web.ts';
import { askWeb } from './ask-web.ts';
import { odooDatabases } from './odoo-databases.ts';
import { odooOption, readOdooConf } from './odoo-conf.ts';

/** Odoo's web server on this machine, asked under the name that its users know. */
export interface OdooWeb {
  /** The host name that is asked for; undefined when none is known. */
  readonly host: string | undefined;
  /** Asks for a path, and follows redirections. Rejects when there is no answer. */
  get(path: string, cookies?: readonly string[]): Promise<WebAnswer>;
  /** Posts JSON to a path. Rejects when there is no answer. */
  post(path: string, json: unknown): Promise<WebAnswer>;
}

const callMs = 15_000;
const mostRedirections = 3;

/** Finds Odoo's web server. Throws `odoo-conf`, `database`. */
export async function odooWeb(context: Context, config: Config, server: Server): Promise<OdooWeb> {
  const [base, host] = await Promise.all([odooAddress(context, config), hostName(context, config, server)]);
  const asked = (path: string) => ({
    url: new URL(path, base),
    host,
    timeoutMs: callMs,
    signal: context.signal,
  });
  return {
    host,
    async get(path, cookies = []) {
      let answer = await askWeb({ ...asked(path), cookies });
      for (let count = 0; count < mostRedirections && answer.location !== undefined; count += 1) {
        const target = new URL(answer.location, 'http://here');
        answer = await askWeb({ ...asked(`${target.pathname}${target.search}`), cookies });
      }
      return answer;
    },
    post: (path, json) => askWeb({ ...asked(path), json }),
  };
}

/** ODOO_URL, or the port of odoo.conf on this machine (http_port; xmlrpc_port before Odoo 11). */
async function odooAddress(context: Context, config: Config): Promise<string> {
  if (config.ODOO_URL !== '') return config.ODOO_URL;
  const conf = await readOdooConf(context, config.ODOO_CONF);
  return `http://127.0.0.1:${odooOption(conf, 'http_port') ?? odooOption(conf, 'xmlrpc_port') ?? '8069'}`;
}

/** ODOO_HOST, or the host of the first web.base.url: dbfilter may let in no other. */
async function hostName(context: Context, config: Config, server: Server): Promise<string | undefined> {
  if (config.ODOO_HOST !== '') return config.ODOO_HOST;
  for (const database of await odooDatabases(context, config, server)) {
    // One that cannot be asked holds nothing up: another one tells, or none.
    const base = await baseUrl(context, config, { server, database }).catch(() => undefined);
    if (base !== undefined && URL.canParse(base)) return new URL(base).host;
  }
  return undefined;
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
