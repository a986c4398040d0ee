import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { isServiceActive, restartService } from '../../machines/services.ts';
import { dataDirectory } from '../../odoo/data-dir.ts';
import { inEachOdooDatabase } from '../../odoo/odoo-databases.ts';
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

const Bundle = v.object({
  id: v.number(),
  url: v.string(),
  storeName: v.string(),
  bytes: v.nullable(v.number()),
});

type DeadBundle = v.InferOutput<typeof Bundle> & { readonly database: string };

/** Few rows, found by an index: the time between the promotion and Odoo's start does not grow with the filestore. */
const bundles = `SELECT coalesce(json_agg(json_build_object(
    'id', id, 'url', url, 'storeName', store_fname, 'bytes', file_size) ORDER BY id), '[]')
  FROM ir_attachment
  WHERE res_model = 'ir.ui.view' AND store_fname IS NOT NULL AND url ~ '${bundlePattern}'`;

async function findDead({ context, config, server }: Promotion): Promise<readonly DeadBundle[]> {
  const filestore = join(await dataDirectory(context, config), 'filestore');
  const dead = await inEachOdooDatabase({ context, config, server }, async (tour, database) => {
    const found = (await tour.ask({ database, sql: bundles, schema: v.array(Bundle) })) ?? [];
    const whole = await Promise.all(
      found.map(({ storeName, bytes }) => isWhole(join(filestore, database, storeName), bytes)),
    );
    return found.filter((_, index) => whole[index] === false).map((bundle) => ({ ...bundle, database }));
  });
  return dead.flat();
}

async function isWhole(path: string, bytes: number | null): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() === true && (bytes === null || bytes === found.size);
}

async function remove(
  { context, config, server }: Promotion,
  { database, ids }: { readonly database: string; readonly ids: readonly number[] },
): Promise<void> {
  const sql = `WITH gone AS (DELETE FROM ir_attachment WHERE id IN (${ids.join(',')}) RETURNING 1)
    SELECT to_json(count(*)) FROM gone`;
  await queryJson(context, config, { server, database, sql, schema: v.number() });
}
