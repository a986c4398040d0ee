import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { printable } from '../machines/must.ts';
import type { Server } from '../postgres/psql.ts';
import { odooDatabases } from './odoo-databases.ts';
import { queryJson } from '../postgres/psql.ts';
import type { HttpAnswer } from './http-get.ts';
import { httpGet } from './http-get.ts';
import { odooOption, readOdooConf } from './odoo-conf.ts';
import { databaseTarget } from '../postgres/databases.ts';

/** Whether Odoo serves its login page, and what was seen. */
export interface PageCheck {
  readonly ok: boolean;
  readonly what: string;
}

const callMs = 15_000;
const mostRedirections = 3;

/**
 * Asks for the login page under the right host name, then for its own style sheets and scripts: a page without them
 * answers 200 and is of no use (seen on Odoo 14 and 19 when an asset bundle's file is missing). Never throws.
 */
export async function loginPage(context: Context, config: Config, server: Server): Promise<PageCheck> {
  try {
    const base = await odooAddress(context, config);
    const host = await hostName(context, config, server);
    const get = (path: string) =>
      httpGet({ url: new URL(path, base), host, timeoutMs: callMs, signal: context.signal });
    const page = await followed(get, '/web/login');
    if (page.status !== 200) return { ok: false, what: `/web/login answers ${page.status}` };
    if (!/<form[^>]*login/i.test(page.body)) return { ok: false, what: '/web/login is not a login page' };
    const assets = assetPaths(page.body);
    for (const path of assets) {
      const asset = await followed(get, path);
      if (asset.status !== 200 || asset.body === '') {
        return { ok: false, what: `${printable(path)} of the login page answers ${asset.status}` };
      }
    }
    const as = host === undefined ? '' : ` as ${host}`;
    return { ok: true, what: `login page served${as}, with its ${assets.length} style sheets and scripts` };
  } catch (error) {
    return { ok: false, what: `no answer (${error instanceof Error ? error.message : String(error)})` };
  }
}

async function followed(get: (path: string) => Promise<HttpAnswer>, path: string): Promise<HttpAnswer> {
  let answer = await get(path);
  for (let count = 0; count < mostRedirections && answer.location !== undefined; count += 1) {
    const target = new URL(answer.location, 'http://here');
    answer = await get(`${target.pathname}${target.search}`);
  }
  return answer;
}

function assetPaths(html: string): readonly string[] {
  const tags = [...html.matchAll(/<(?:link|script)\b[^>]*>/g)].map(([tag]) => tag);
  const wanted = tags.filter((tag) => tag.startsWith('<script') || /rel="stylesheet"/.test(tag));
  const paths = wanted.map((tag) => /\s(?:href|src)="(\/[^"]+)"/.exec(tag)?.[1]?.replaceAll('&amp;', '&'));
  return [...new Set(paths.filter((path) => path !== undefined))];
}

/** ODOO_URL, or the port of odoo.conf on this machine (http_port; xmlrpc_port before Odoo 11). */
async function odooAddress(context: Context, config: Config): Promise<string> {
  if (config.ODOO_URL !== '') return config.ODOO_URL;
  const conf = await readOdooConf(context, config.ODOO_CONF);
  return `http://127.0.0.1:${odooOption(conf, 'http_port') ?? odooOption(conf, 'xmlrpc_port') ?? '8069'}`;
}

/** ODOO_HOST, or the host of web.base.url: dbfilter may let in no other. */
async function hostName(context: Context, config: Config, server: Server): Promise<string | undefined> {
  if (config.ODOO_HOST !== '') return config.ODOO_HOST;
  const [database] = await odooDatabases(context, config, server);
  if (database === undefined) return undefined;
  const sql = "SELECT to_json(value) FROM ir_config_parameter WHERE key = 'web.base.url'";
  const asked = { server, database: databaseTarget(database), sql, schema: v.string() };
  const base = await queryJson(context, config, asked);
  return base !== undefined && URL.canParse(base) ? new URL(base).host : undefined;
}
