import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import type { Server } from './psql.ts';
import { queryJson } from './psql.ts';

/** The process that receives WAL from the primary. Archive-fed standbys have none, which is no error. */
export type Receiver =
  | { readonly kind: 'none' }
  /** There is one, but the database user may not see its state (it needs pg_read_all_stats). */
  | { readonly kind: 'hidden' }
  | {
      readonly kind: 'seen';
      /** Such as streaming, starting, waiting. */
      readonly status: string;
      readonly timeline: number | undefined;
      readonly senderHost: string | undefined;
      readonly senderPort: number | undefined;
      readonly slot: string | undefined;
      /** End of the primary's WAL as it last said. */
      readonly latestEndLsn: string | undefined;
      /** Age of the primary's last message, in seconds. */
      readonly lastMessageAge: number | undefined;
      /** Seconds between the sending of it by production's clock and its arrival by this machine's. */
      readonly messageTravel?: number | undefined;
    };

/** What a standby knows of its replication. Absent figures are unknown, not zero. */
export interface Replication {
  /** Major version of PostgreSQL. */
  readonly version: number;
  /** The same on a primary and its standbys. */
  readonly systemId: string;
  /** Timeline of the last checkpoint that was replayed. */
  readonly timeline: number;
  readonly receiver: Receiver;
  /** How WAL comes, as things are now. */
  readonly feed: 'streaming' | 'archive' | 'none' | 'unknown';
  /** Whether a restore_command is set: WAL that streaming missed can come from an archive. */
  readonly hasArchive?: boolean;
  /** The port of production's PostgreSQL, as primary_conninfo names it. */
  readonly primaryPort?: number | undefined;
  /** The slot on production that this standby is told to use (primary_slot_name); empty where none is set. */
  readonly slotSetting?: string;
  readonly replayPaused: boolean;
  /** For how long replay holds back what it has received (recovery_min_apply_delay), in milliseconds. */
  readonly applyDelayMs?: number;
  /** The standbys that commits of this server would wait for if it were a primary (synchronous_standby_names); empty: none. */
  readonly commitsWaitFor?: string;
  /** How many servers receive WAL from this one. */
  readonly followers?: number;
  readonly receivedLsn: string | undefined;
  readonly replayedLsn: string | undefined;
  /** WAL of the primary that has not arrived here, in bytes, as of its last message. */
  readonly bytesToReceive: number | undefined;
  /** WAL that is here and not replayed, in bytes. */
  readonly bytesToReplay: number | undefined;
  /** When the last replayed transaction was committed on the primary, as ISO 8601. */
  readonly lastTransactionAt: string | undefined;
  /** Its age in seconds. It grows on an idle primary although nothing is missing. */
  readonly lastTransactionAge: number | undefined;
}

// Only columns and functions that PostgreSQL 12 to 18 share; 13 renamed received_lsn, which is not used here.
const sql = `
SELECT json_build_object(
  'version', current_setting('server_version_num')::int / 10000,
  'inRecovery', pg_is_in_recovery(),
  'systemId', (SELECT system_identifier::text FROM pg_control_system()),
  'timeline', (SELECT timeline_id FROM pg_control_checkpoint()),
  'archive', coalesce(current_setting('restore_command', true), '') <> '',
  'applyDelay', (SELECT setting::bigint FROM pg_settings WHERE name = 'recovery_min_apply_delay'),
  'commitsWaitFor', CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') THEN ''
    ELSE current_setting('synchronous_standby_names') END,
  'followers', (SELECT count(*) FROM pg_stat_replication),
  'primaryPort', (SELECT substring(setting FROM '\\mport\\s*=\\s*''?(\\d+)') FROM pg_settings
    WHERE name = 'primary_conninfo'),
  'slotSetting', coalesce(current_setting('primary_slot_name', true), ''),
  'paused', CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() ELSE false END,
  'received', pg_last_wal_receive_lsn()::text,
  'replayed', pg_last_wal_replay_lsn()::text,
  'toReplay', greatest(0, pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())),
  'transactionAt', to_char(pg_last_xact_replay_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'transactionAge', extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()),
  'receiver', (
    SELECT json_build_object(
      'status', status, 'timeline', received_tli, 'host', sender_host, 'port', sender_port, 'slot', slot_name,
      'latestEnd', latest_end_lsn::text,
      'messageTravel', extract(epoch FROM last_msg_receipt_time - last_msg_send_time),
      'messageAge', extract(epoch FROM clock_timestamp() - last_msg_receipt_time),
      'toReceive', greatest(0, pg_wal_lsn_diff(latest_end_lsn, pg_last_wal_receive_lsn())))
    FROM pg_stat_wal_receiver LIMIT 1))`;

const text = v.nullable(v.string());
const number = v.nullable(v.number());

const Answer = v.object({
  version: v.number(),
  inRecovery: v.boolean(),
  systemId: v.string(),
  timeline: v.number(),
  archive: v.boolean(),
  primaryPort: v.optional(text),
  slotSetting: v.string(),
  paused: v.boolean(),
  applyDelay: v.number(),
  commitsWaitFor: v.string(),
  followers: v.number(),
  received: text,
  replayed: text,
  toReplay: number,
  transactionAt: text,
  transactionAge: number,
  receiver: v.nullable(
    v.object({
      status: text,
      timeline: number,
      host: text,
      port: number,
      slot: text,
      latestEnd: text,
      messageAge: number,
      messageTravel: v.optional(number),
      toReceive: number,
    }),
  ),
});

type Answered = v.InferOutput<typeof Answer>;

/** Asks a standby how its replication stands. Throws `database` when it cannot be asked, `not-standby` on a primary. */
export async function readReplication(
  context: Context,
  config: Config,
  server: Server,
): Promise<Replication> {
  const answer = await queryJson(context, config, { server, sql, schema: Answer });
  if (answer === undefined) {
    const next = 'See the log of PostgreSQL.';
    return fail('database', { what: `${server.label} does not tell its replication state`, next });
  }
  if (!answer.inRecovery) {
    fail('not-standby', {
      what: `${server.label} is a primary: it receives from nobody`,
      next: 'If this machine was promoted, leave sync off: ot-disable-sync.',
    });
  }
  return interpretReplication(answer);
}

/** The answer of the query as a state. */
function interpretReplication(answer: Answered): Replication {
  const receiver = receiverOf(answer.receiver);
  return {
    version: answer.version,
    systemId: answer.systemId,
    timeline: answer.timeline,
    receiver,
    feed: feedOf(receiver, answer.archive),
    hasArchive: answer.archive,
    primaryPort: answer.primaryPort == null ? undefined : Number(answer.primaryPort),
    slotSetting: answer.slotSetting,
    replayPaused: answer.paused,
    applyDelayMs: answer.applyDelay,
    commitsWaitFor: answer.commitsWaitFor,
    followers: answer.followers,
    receivedLsn: answer.received ?? undefined,
    replayedLsn: answer.replayed ?? undefined,
    bytesToReceive: answer.receiver?.toReceive ?? undefined,
    bytesToReplay: answer.toReplay ?? undefined,
    lastTransactionAt: answer.transactionAt ?? undefined,
    lastTransactionAge: atLeastZero(answer.transactionAge),
  };
}

function receiverOf(seen: Answered['receiver']): Receiver {
  if (seen === null) return { kind: 'none' };
  if (seen.status === null) return { kind: 'hidden' };
  return {
    kind: 'seen',
    status: seen.status,
    timeline: seen.timeline ?? undefined,
    senderHost: seen.host ?? undefined,
    senderPort: seen.port ?? undefined,
    slot: seen.slot ?? undefined,
    latestEndLsn: seen.latestEnd ?? undefined,
    lastMessageAge: atLeastZero(seen.messageAge),
    messageTravel: seen.messageTravel ?? undefined,
  };
}

function feedOf(receiver: Receiver, archive: boolean): Replication['feed'] {
  if (receiver.kind === 'hidden') return 'unknown';
  if (receiver.kind === 'seen' && receiver.status === 'streaming') return 'streaming';
  return archive ? 'archive' : 'none';
}

/** Clocks of two machines differ: an age below zero says only that it is new. */
function atLeastZero(seconds: number | null): number | undefined {
  return seconds === null ? undefined : Math.max(0, seconds);
}
