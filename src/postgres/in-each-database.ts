import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { forEachLimited } from '../files/pool.ts';
import type { Server } from './psql.ts';
import type { Tour } from './tour.ts';
import { openTourPool } from './tour-pool.ts';

/** So many at once; a standby keeps some connections for its people. */
const atOnce = 4;

/** Does something in each database, over a few tours at once; the results in the databases' order. The first failure ends it. */
export async function inEachDatabase<D, R>(
  tourists: { readonly context: Context; readonly config: Config; readonly server: Server },
  databases: readonly D[],
  act: (tour: Tour, database: D) => Promise<R>,
): Promise<readonly R[]> {
  const { context, config, server } = tourists;
  const results = new Map<D, R>();
  const pool = server.tours ?? openTourPool(context, config, { server });
  try {
    await forEachLimited(databases, atOnce, async (database) => {
      const near = typeof database === 'string' ? database : undefined;
      results.set(database, await pool.over(near, (tour) => act(tour, database)));
    });
  } finally {
    if (pool !== server.tours) await pool[Symbol.asyncDispose]();
  }
  return databases.flatMap((database) => {
    const result = results.get(database);
    return result === undefined ? [] : [result];
  });
}
