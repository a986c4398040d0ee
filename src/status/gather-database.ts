import type { OwnDatabase } from '../checks/check.ts';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Replication } from '../postgres/replication.ts';
import { readReplication } from '../postgres/replication.ts';
import type { Role } from '../postgres/role.ts';
import { readRole, readRoleOf } from '../postgres/role.ts';
import type { ServerFacts } from '../postgres/server-facts.ts';
import { readServerFacts } from '../postgres/server-facts.ts';
import type { StatusCache } from './cache.ts';
import { attempt } from './attempt.ts';
import type { Facts, Figure, ReplicationReport } from './report.ts';
import { known, knownOr, unknown } from './report.ts';

/** For how long the choice of the server is kept; what it is, is asked each time. */
const serverSeconds = 60;
const factsSeconds = 300;

/** What the database says: role, replication, version. Never throws for what the database does. */
export async function gatherDatabase(
  context: Context,
  config: Config,
  cache: Pick<StatusCache, 'roles' | 'servers' | 'kept'>,
): Promise<Database> {
  const { PG_CLUSTER, PG_HOST, PG_PORT, PG_USER, PG_PASSFILE } = config;
  const key = JSON.stringify([PG_CLUSTER, PG_HOST, PG_PORT, PG_USER, PG_PASSFILE]);
  const find = () =>
    cache.roles.get(
      key,
      ({ kind }) => (kind === 'unknown' ? 0 : serverSeconds),
      async () => keptRole(config, await readRole(context, config), cache),
    );
  const { value: role, ageSeconds } = await find();
  const database = await describeServer(context, config, { role, cache });
  // The state of replication proves a standby anew; without it what was remembered is worth nothing.
  if (ageSeconds === 0 || database.replication.state === 'known') return database;
  if (role.kind === 'primary' && (await readRoleOf(context, config, role)).kind === 'primary')
    return database;
  cache.roles.forget(key);
  return describeServer(context, config, { role: (await find()).value, cache });
}

function keptRole(config: Config, role: Role, { kept }: Pick<StatusCache, 'kept'>): Role {
  if (kept === undefined || role.kind === 'unknown') return role;
  return { ...role, server: kept.keep(config, role.server) };
}

/** The part of the facts that the database tells. */
export interface Database extends Pick<Facts, 'role' | 'replication'> {
  readonly postgresql: Figure<string>;
  /** The server; undefined when the role is unknown. */
  readonly own: OwnDatabase | undefined;
}

async function describeServer(
  context: Context,
  config: Config,
  { role, cache }: { readonly role: Role; readonly cache: Pick<StatusCache, 'servers'> },
): Promise<Database> {
  if (role.kind === 'unknown') {
    const { why } = role;
    return { role, replication: unknown(why), postgresql: unknown(why), own: undefined };
  }
  const { server, cluster } = role;
  const name = `${server.label} ${server.host} ${server.port}`;
  const fresh = ({ state }: Figure<ServerFacts>) => (state === 'known' ? factsSeconds : 0);
  const [replication, { value: facts }] = await Promise.all([
    role.kind === 'standby'
      ? attempt(async () => describeReplication(await readReplication(context, config, server)))
      : unknown<ReplicationReport>('a primary follows nobody'),
    cache.servers.get(name, fresh, () => attempt(() => readServerFacts(context, config, server))),
  ]);
  const isHere = cluster !== undefined || server.host.startsWith('/');
  const seen = facts.state === 'unknown' || !isHere ? undefined : (facts.value.dataDirectory ?? undefined);
  return {
    role: { kind: role.kind, server: server.label },
    replication,
    postgresql: facts.state === 'unknown' ? facts : known(facts.value.version),
    own: { server, dataDirectory: cluster?.dataDirectory ?? seen },
  };
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
