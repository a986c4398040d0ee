import type { Config } from '../config/keys.ts';
import { printable } from '../machines/must.ts';
import type { OdooWeb } from './web-at.ts';

/** Whether Odoo serves its login page, and what was seen. */
export interface PageCheck {
  readonly ok: boolean;
  readonly what: string;
}

/**
 * Asks for the login page under the right host name, then for its own style sheets and scripts: a page without them
 * answers 200 and is of no use (seen on Odoo 14 and 19 when an asset bundle's file is missing). Never throws.
 */
export async function loginPage(web: OdooWeb): Promise<PageCheck> {
  try {
    const page = await web.get(loginPath(web.database));
    const body = page.content.toString();
    if (page.status !== 200) return { ok: false, what: `/web/login answers ${page.status}` };
    if (!/<form[^>]*login/i.test(body)) return { ok: false, what: '/web/login is not a login page' };
    const assets = assetPaths(body);
    for (const path of assets) {
      const asset = await web.get(path, page.cookies);
      if (asset.status !== 200 || asset.content.length === 0) {
        return { ok: false, what: `${printable(path)} of the login page answers ${asset.status}` };
      }
    }
    const as = web.host === undefined ? '' : ` as ${web.host}`;
    return { ok: true, what: `login page served${as}, with its ${assets.length} style sheets and scripts` };
  } catch (error) {
    return { ok: false, what: `no answer (${error instanceof Error ? error.message : String(error)})` };
  }
}

/** What to do when Odoo does not serve its login page, for whoever stands before it at night. */
export function silentHint(
  { ODOO_SERVICE }: Pick<Config, 'ODOO_SERVICE'>,
  { host }: Pick<OdooWeb, 'host'>,
): string {
  const name = host === undefined ? 'without a host name' : `as ${host}`;
  return [
    `Look at "journalctl -u ${ODOO_SERVICE}" and Odoo's log.`,
    `It was asked ${name}: where dbfilter lets that in nowhere, name the right one in ODOO_HOST.`,
    'Style sheets that do not come: ot-recovery regenerate-assets.',
  ].join(' ');
}

/** The login page; of this database, where Odoo would let people choose one. */
export function loginPath(database: string | undefined): string {
  return `/web/login${database === undefined ? '' : `?db=${encodeURIComponent(database)}`}`;
}

/** Those of Odoo itself: what begins with two slashes lies on another server. */
function assetPaths(html: string): readonly string[] {
  const tags = [...html.matchAll(/<(?:link|script)\b[^>]*>/g)].map(([tag]) => tag);
  const wanted = tags.filter((tag) => tag.startsWith('<script') || /rel="stylesheet"/.test(tag));
  const paths = wanted.map((tag) =>
    /\s(?:href|src)="(\/(?!\/)[^"]+)"/.exec(tag)?.[1]?.replaceAll('&amp;', '&'),
  );
  return [...new Set(paths.filter((path) => path !== undefined))];
}
