import * as v from 'valibot';
import { Failure, fail } from '../../failures.ts';
import { queryJson } from '../../postgres/psql.ts';
import { readReplication } from '../../postgres/replication.ts';
import { recordPosition } from './position.ts';
import { waitForNobody, waits } from './settings.ts';
import type { Promotion, SubStep } from './sub-step.ts';

const everyMs = 100;

/** All WAL that arrived is replayed: what production had sent is in the database. */
export const replayed: SubStep = {
  id: 'replayed',
  what: 'replay all that was received',
  async done(promotion) {
    const left = await leftToReplay(promotion);
    if (left === 'primary') return 'the database is a primary already';
    return left === 0 ? 'nothing is left to replay' : undefined;
  },
  async act(promotion) {
    const { context, config } = promotion;
    const until = context.clock.elapsed() + config.REPLAY_SECONDS * 1000;
    for (;;) {
      const left = await leftToReplay(promotion);
      if (left === 'primary' || left === 0) return [];
      if (context.clock.elapsed() > until) {
        fail('database', {
          what: `${left} bytes are still not replayed after ${config.REPLAY_SECONDS} s`,
          next: "Look at PostgreSQL's log for what holds replay up; REPLAY_SECONDS sets how long to wait.",
        });
      }
      context.log.progress({ label: 'replaying', bytes: { done: left } });
      await context.clock.sleep(everyMs, context.signal);
    }
  },
};

/** Bytes that are received and not replayed; none where there is nothing to receive. */
async function leftToReplay({ context, config, server }: Promotion): Promise<number | 'primary'> {
  try {
    const { bytesToReplay = 0 } = await readReplication(context, config, server);
    return bytesToReplay;
  } catch (error) {
    // A cluster manager, or what a killed run had begun, was faster.
    if (error instanceof Failure && error.code === 'not-standby') return 'primary';
    throw error;
  }
}

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
    await recordLastPosition(promotion);
    // Ending runs and replaying may have taken minutes, in which production came back.
    await promotion.guard.require({ begun: true });
    promotion.guard.stop();
    return promotion.driver.promote(promotion);
  },
};

/** What was still to be replayed when the promotion began is in the database by now. */
async function recordLastPosition(promotion: Promotion): Promise<void> {
  const { context, config, server } = promotion;
  // A cluster manager may be faster: then what was found before has to do.
  const replication = await readReplication(context, config, server).catch(() => undefined);
  context.signal.throwIfAborted();
  if (replication !== undefined) await recordPosition(promotion, { when: 'at the promotion', replication });
}

/** The cluster manager, where there is one, sees a primary here: it will not undo it. */
export const managerKnows: SubStep = {
  id: 'manager-knows',
  what: 'see that the cluster manager knows of the primary',
  done: (promotion) => promotion.driver.known(promotion),
  act: (promotion) => promotion.driver.tell(promotion),
};

const writeSeconds = 10;
/** The time-out counts from before the first look at the clock: a wait that it ended is a little shorter than it. */
const slowSeconds = writeSeconds - 1;

// statement_timeout ends a wait for a synchronous standby with a warning alone. Source: PostgreSQL's syncrep.c. What is
// written is a message in the WAL that nobody reads.
const write = `SET statement_timeout = '${writeSeconds}s';
DO $$ DECLARE began timestamptz := clock_timestamp();
BEGIN
  PERFORM pg_logical_emit_message(true, 'ot-redundancy', 'a write');
  COMMIT;
  IF clock_timestamp() - began >= interval '${slowSeconds} s' THEN
    RAISE 'the commit took more than ${slowSeconds} s';
  END IF;
END $$;
RESET statement_timeout;
SELECT to_json(true)`;

/** A write succeeds, its commit included. */
export const writable: SubStep = {
  id: 'writable',
  what: 'write into the database',
  async done(promotion) {
    const { context, config, server } = promotion;
    try {
      const written = await queryJson(context, config, { server, sql: write, schema: v.literal(true) });
      return written === true ? 'a write works' : undefined;
    } catch (error) {
      const sql = "SELECT to_json(current_setting('synchronous_standby_names'))";
      const awaited = await queryJson(context, config, { server, sql, schema: v.string() });
      if (awaited === undefined || awaited === '') throw error;
      return fail('database', {
        what: `${server.label} is a primary, but a write ${waits(awaited)}: Odoo would hang at its first one`,
        next: waitForNobody,
      });
    }
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
