import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';
import { usualDatabase } from '../../postgres/psql.ts';
import { requireStandby } from '../../postgres/role.ts';
import type { Tour } from '../../postgres/tour.ts';
import { openTour } from '../../postgres/tour.ts';

/** Watches how far the standby has replayed, over one connection that is kept. */
export interface ReplayWatch {
  /**
   * The position that is replayed by now. Throws `not-standby` once this machine is a primary, `role-unknown` or
   * `database` when it cannot be asked: the next question then makes the connection anew.
   */
  position(config: Config): Promise<string>;
  close(): Promise<void>;
}

/** One row, whatever the role: a promoted server answers null. */
const sql = `SELECT to_json(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END)`;

const schema = v.nullable(v.pipe(v.string(), v.regex(/^[0-9A-F]+\/[0-9A-F]+$/)));

/** Makes a watch; it connects when it is first asked. */
export function createReplayWatch(context: Context): ReplayWatch {
  let tour: Tour | undefined;
  const close = async () => {
    const old = tour;
    tour = undefined;
    await old?.[Symbol.asyncDispose]();
  };
  return {
    close,
    async position(config) {
      tour ??= openTour(context, config, await requireStandby(context, config));
      try {
        const position = await tour.ask({ database: usualDatabase, sql, schema });
        if (typeof position === 'string') return position;
      } catch (error) {
        await close();
        throw error;
      }
      // Another connection than ours says what it is, and names it.
      await close();
      await requireStandby(context, config);
      const next = 'It may still be starting: it is asked again.';
      return fail('database', { what: 'the standby does not tell how far it has replayed', next });
    },
  };
}
