import * as v from 'valibot';
import { Failure, fail } from '../../failures.ts';
import { queryJson } from '../../postgres/psql.ts';
import { readReplication } from '../../postgres/replication.ts';
import type { Promotion, SubStep } from './sub-step.ts';

const everyMs = 100;

/** All WAL that arrived is replayed: what production had sent is in the database. */
export const replayed: SubStep = {
  id: 'replayed',
  what: 'replay all that was received',
  async done(promotion) {
    const { context, config, server } = promotion;
    const replication = await readReplication(context, config, server).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'not-standby') return undefined;
      throw error;
    });
    if (replication === undefined) return 'the database is a primary already';
    const { bytesToReplay } = replication;
    return bytesToReplay === undefined || bytesToReplay === 0 ? 'nothing is left to replay' : undefined;
  },
  async act({ context, config, server }) {
    const until = context.clock.elapsed() + config.REPLAY_SECONDS * 1000;
    for (;;) {
      const { bytesToReplay = 0 } = await readReplication(context, config, server);
      if (bytesToReplay === 0) return [];
      if (context.clock.elapsed() > until) {
        fail('database', {
          what: `${bytesToReplay} bytes are still not replayed after ${config.REPLAY_SECONDS} s`,
          next: "Look at PostgreSQL's log for what holds replay up; REPLAY_SECONDS sets how long to wait.",
        });
      }
      context.log.progress({ label: 'replaying', bytes: { done: bytesToReplay } });
      await context.clock.sleep(everyMs, context.signal);
    }
  },
};

/** The database is a primary, on a new timeline. */
export const promoted: SubStep = {
  id: 'promoted',
  what: 'promote PostgreSQL',
  async done(promotion) {
    const timeline = await primaryTimeline(promotion);
    if (timeline === undefined) return undefined;
    if (timeline > promotion.timelineBefore) {
      return `${promotion.server.label} is a primary on timeline ${timeline} (before: ${promotion.timelineBefore})`;
    }
    return fail('verification', {
      what: `${promotion.server.label} is a primary, but still on timeline ${timeline}`,
      next: 'It was not promoted in the proper way: keep the old production off, it cannot be told apart by its timeline.',
    });
  },
  async act(promotion) {
    // Ending runs and replaying may have taken minutes, in which production came back.
    await promotion.guard.require();
    promotion.guard.stop();
    return promotion.driver.promote(promotion);
  },
};

/** The cluster manager, where there is one, sees a primary here: it will not undo it. */
export const managerKnows: SubStep = {
  id: 'manager-knows',
  what: 'see that the cluster manager knows of the primary',
  done: (promotion) => promotion.driver.known(promotion),
  act: (promotion) => promotion.driver.tell(promotion),
};

/** A write succeeds. It is rolled back. */
export const writable: SubStep = {
  id: 'writable',
  what: 'write into the database',
  async done({ context, config, server }) {
    const sql = [
      'BEGIN;',
      'CREATE TABLE ot_redundancy_write_test (n int);',
      'INSERT INTO ot_redundancy_write_test VALUES (1);',
      'SELECT to_json(count(*)) FROM ot_redundancy_write_test;',
      'ROLLBACK;',
    ].join('\n');
    const count = await queryJson(context, config, { server, sql, schema: v.number() });
    return count === 1 ? 'a write works (it was rolled back)' : undefined;
  },
  act: async () => [],
};

/** The timeline that a primary writes on: the first eight hex digits of its WAL file's name. Undefined on a standby. */
async function primaryTimeline({ context, config, server }: Promotion): Promise<number | undefined> {
  const sql = `SELECT to_json(CASE WHEN NOT pg_is_in_recovery()
    THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) END)`;
  const name = await queryJson(context, config, { server, sql, schema: v.nullable(v.string()) });
  return name === null || name === undefined ? undefined : Number.parseInt(name, 16);
}
