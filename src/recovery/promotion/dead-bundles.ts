import * as v from 'valibot';
import { isServiceActive, restartService } from '../../machines/services.ts';
import type { MissingFile } from '../../odoo/missing-files.ts';
import { findMissingFiles } from '../../odoo/missing-files.ts';
import { databaseTarget } from '../../postgres/databases.ts';
import { queryJson } from '../../postgres/psql.ts';
import { bundlePattern } from '../regenerate-assets.ts';
import type { Promotion, SubStep } from './sub-step.ts';

/**
 * Style sheets and scripts that Odoo made of its own code have their files. One whose file is not here makes every
 * page useless and is never made again; without its row Odoo makes it anew: 19 at once, 14 only when it starts.
 */
export const deadBundles: SubStep = {
  id: 'dead-bundles',
  what: 'let Odoo make asset bundles anew whose files are not here',
  expendable: true,
  async done(promotion) {
    const dead = await findDead(promotion);
    return dead.length === 0 ? 'no asset bundle is without its file' : undefined;
  },
  async act(promotion) {
    const { context, config } = promotion;
    const dead = await findDead(promotion);
    for (const database of new Set(dead.map((file) => file.database))) {
      await remove(promotion, {
        database,
        ids: dead.filter((file) => file.database === database).map(({ id }) => id),
      });
    }
    // It remembers bundles, when an earlier run has started it already.
    if (await isServiceActive(context, config, config.ODOO_SERVICE)) {
      await restartService(context, config, config.ODOO_SERVICE);
    }
    return dead.map(({ database, url }) => `taken out of ${database}: ${url}`);
  },
};

async function findDead({ context, config, server }: Promotion): Promise<readonly MissingFile[]> {
  const { files } = await findMissingFiles(context, config, server);
  return files.filter(({ url, record }) => isBundle(url) && record.startsWith('ir.ui.view'));
}

function isBundle(url: string): boolean {
  return new RegExp(bundlePattern).test(url);
}

async function remove(
  { context, config, server }: Promotion,
  { database, ids }: { readonly database: string; readonly ids: readonly number[] },
): Promise<void> {
  const sql = `WITH gone AS (DELETE FROM ir_attachment WHERE id IN (${ids.join(',')}) RETURNING 1)
    SELECT to_json(count(*)) FROM gone`;
  await queryJson(context, config, { server, database: databaseTarget(database), sql, schema: v.number() });
}
