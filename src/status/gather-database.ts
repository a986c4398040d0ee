import * as v from 'valibot';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { asFailure } from '../failures.ts';
import { queryJson } from '../postgres/psql.ts';
import type { Server } from '../postgres/psql.ts';
import type { Replication } from '../postgres/replication.ts';
import { readReplication } from '../postgres/replication.ts';
import { readRole } from '../postgres/role.ts';
import type { Facts, Figure, ReplicationReport } from './report.ts';
import { known, knownOr, unknown } from './report.ts';

/** What the database says: role, replication, version. Never throws for what the database does. */
export async function gatherDatabase(context: Context, config: Config): Promise<Database> {
  const role = await readRole(context, config);
  if (role.kind === 'unknown') {
    return { role, replication: unknown(role.why), postgresql: unknown(role.why) };
  }
  const [replication, postgresql] = await Promise.all([
    role.kind === 'standby'
      ? attempt(async () => describeReplication(await readReplication(context, config, role.server)))
      : unknown<ReplicationReport>('a primary follows nobody'),
    attempt(() => readVersion(context, config, role.server)),
  ]);
  return { role: { kind: role.kind, server: role.server.label }, replication, postgresql };
}

/** The part of the facts that the database tells. */
export interface Database extends Pick<Facts, 'role' | 'replication'> {
  readonly postgresql: Figure<string>;
}

async function readVersion(context: Context, config: Config, server: Server): Promise<string> {
  const sql = "SELECT to_json(split_part(current_setting('server_version'), ' ', 1))";
  return (await queryJson(context, config, { server, sql, schema: v.string() })) ?? '';
}

/** A replication state with how far each figure can be believed. */
export function describeReplication(replication: Replication): ReplicationReport {
  const { bytesToReceive, bytesToReplay, lastTransactionAt, lastTransactionAge, ...rest } = replication;
  const receives = replication.feed === 'streaming';
  const lost = 'nothing is being received from production';
  return {
    ...rest,
    bytesToReceive: receives ? knownOr(bytesToReceive, 'production has not said') : unknown(lost),
    bytesToReplay: knownOr(bytesToReplay, 'nothing has been received by streaming'),
    lastTransactionAt: knownOr(lastTransactionAt, 'nothing has been replayed since PostgreSQL started'),
    behindSeconds: behind(replication, lastTransactionAge),
  };
}

/**
 * While it streams and nothing is outstanding, what may be missing is what production did since its last message. The
 * age of the last transaction alone says little: it grows on an idle production.
 */
function behind(replication: Replication, lastTransactionAge: number | undefined): Figure<number> {
  const { feed, receiver, bytesToReceive, bytesToReplay } = replication;
  if (feed === 'streaming' && receiver.kind === 'seen') {
    const { lastMessageAge } = receiver;
    if (lastMessageAge === undefined) return unknown('production has not said anything yet');
    const outstanding = (bytesToReceive ?? 1) > 0 || (bytesToReplay ?? 1) > 0;
    return known(outstanding ? Math.max(lastMessageAge, lastTransactionAge ?? 0) : lastMessageAge);
  }
  if (lastTransactionAge === undefined) return unknown('nothing has been replayed since PostgreSQL started');
  const why = {
    archive: 'fed by archive: counted from the last replayed transaction',
    streaming: 'the receiver shows nothing of itself',
    none: 'nothing is being received: counted from the last replayed transaction',
    unknown: 'the database user may not see the receiver: counted from the last replayed transaction',
  } as const;
  return { state: 'stale', value: lastTransactionAge, why: why[feed] };
}

async function attempt<T>(read: () => Promise<T>): Promise<Figure<T>> {
  try {
    return known(await read());
  } catch (error) {
    const failure = asFailure(error);
    if (failure.code === 'interrupted') throw failure;
    return unknown(failure.message);
  }
}
