import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import type { Server } from './psql.ts';
import { queryJson } from './psql.ts';

/** How far a standby has replayed, and of which system: the same position means the same content. */
const Position = v.object({
  lsn: v.string(),
  /** How far it has received; the same where that is not known. */
  received: v.string(),
  systemId: v.string(),
  timeline: v.number(),
  /** The oldest transaction that may still be under way, with its epoch. */
  xid: v.string(),
  paused: v.boolean(),
  /** Whether it is connected, and all that has come is replayed. */
  caughtUp: v.boolean(),
  /** Since when production may have gone on unseen: 0 when all that comes in is replayed. */
  lagSeconds: v.number(),
});

/** Where the replay of a standby stands. */
export type ReplayPosition = v.InferOutput<typeof Position>;

/** The question for it, as one column that holds JSON. No row on a primary. */
const replayPositionSql = `SELECT json_build_object(
  'lsn', pg_last_wal_replay_lsn()::text,
  'received', greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::text,
  'systemId', (SELECT system_identifier::text FROM pg_control_system()),
  'timeline', (SELECT timeline_id FROM pg_control_checkpoint()),
  'xid', txid_snapshot_xmin(txid_current_snapshot())::text,
  'paused', pg_is_wal_replay_paused(),
  'caughtUp', caught_up,
  'lagSeconds', CASE WHEN caught_up THEN 0
    ELSE greatest(0, coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0)) END)
  FROM (SELECT coalesce(pg_last_wal_receive_lsn() <= pg_last_wal_replay_lsn()
    AND EXISTS (SELECT FROM pg_stat_wal_receiver), false) AS caught_up) AS replay
  WHERE pg_is_in_recovery()`;

/** Where the replay of a standby stands now. Throws `database`, and `not-standby` on a primary. */
export async function readReplayPosition(
  context: Context,
  config: Config,
  server: Server,
): Promise<ReplayPosition> {
  const position = await queryJson(context, config, { server, sql: replayPositionSql, schema: Position });
  if (position !== undefined) return position;
  return fail('not-standby', {
    what: `${server.label} is a primary: only a standby syncs`,
    next: 'If this machine was promoted, leave sync off: ot-disable-sync.',
  });
}

/** Whether a position lies beyond another. Source: PostgreSQL manual, pg_lsn: two hexadecimal numbers of 32 bits. */
export function isBeyond(lsn: string, other: string): boolean {
  return lsnNumber(lsn) > lsnNumber(other);
}

function lsnNumber(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
