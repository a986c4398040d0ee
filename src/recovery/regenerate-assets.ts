import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { restartService } from '../machines/services.ts';
import { inEachOdooDatabase } from '../odoo/odoo-databases.ts';
import type { Server } from '../postgres/psql.ts';

/** What Odoo calls its bundles. Measured: /web/content/ID-HASH/web.assets_….css in 14, /web/assets/HASH/….js from 15 on. */
export const bundlePattern = '^/web/(content|assets)/.*\\.(css|js)(\\.map)?$';

/**
 * Takes the rows of all asset bundles out of the databases and restarts Odoo, which makes them anew. Returns how many they
 * were, by database. Throws `database`, `program`.
 */
export async function regenerateAssets(
  context: Context,
  config: Config,
  server: Server,
): Promise<readonly string[]> {
  const sql = `WITH gone AS (DELETE FROM ir_attachment
    WHERE url ~ '${bundlePattern}' AND res_model = 'ir.ui.view' RETURNING 1)
    SELECT to_json(count(*)) FROM gone`;
  const lines = await inEachOdooDatabase({ context, config, server }, async (tour, database) => {
    const count = await tour.ask({ database, sql, schema: v.number() });
    return `${count ?? 0} asset bundles taken out of ${database}`;
  });
  await restartService(context, config, config.ODOO_SERVICE);
  return [...lines, `${config.ODOO_SERVICE} restarted`];
}

/** Restarts the further services of this site (SERVICES), in their order. Throws `program`. */
export async function restartServices(context: Context, config: Config): Promise<readonly string[]> {
  for (const name of config.SERVICES) await restartService(context, config, name);
  return config.SERVICES.length === 0
    ? ['there is none to restart (SERVICES)']
    : config.SERVICES.map((name) => `${name} restarted`);
}
