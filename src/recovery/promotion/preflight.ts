import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { Failure, asFailure, fail } from '../../failures.ts';
import type { Cluster } from '../../postgres/clusters.ts';
import type { Replication } from '../../postgres/replication.ts';
import { readReplication } from '../../postgres/replication.ts';
import type { Role } from '../../postgres/role.ts';
import { readRole } from '../../postgres/role.ts';
import { openTourPool } from '../../postgres/tour-pool.ts';
import type { Driver } from '../drivers/driver.ts';
import { findDriver } from '../drivers/find-driver.ts';
import { targetOf } from '../drivers/find-managers.ts';
import type { Target } from '../drivers/manager.ts';
import { createStatusCache } from '../../status/cache.ts';
import { driftText } from '../../status/drift-text.ts';
import { gatherJobs } from '../../status/gather-jobs.ts';
import { promotionBegan } from './begun.ts';
import { lostFiles } from '../lost-files.ts';
import type { Look } from './watch.ts';
import { lookForProduction } from './watch.ts';
import { requireOwnDatabase } from './own-database.ts';
import { requireReady } from './ready.ts';
import { requireSettings } from './settings.ts';

/** What is known before a promotion. Disposing of it ends the connections to the server that it keeps. */
export interface Preflight extends Target, AsyncDisposable {
  readonly cluster: Cluster | undefined;
  readonly driver: Driver;
  /** Undefined when an earlier, interrupted run promoted already. */
  readonly replication: Replication | undefined;
  /** Undefined when it was promoted already: whether production lives makes no difference any more. */
  readonly look: Look | undefined;
  /** The files that are lost, as lines: how many, and which. */
  readonly lost: readonly string[];
  /** How far each sync came, as lines. */
  readonly drift: readonly string[];
  readonly timelineBefore: number;
}

type Found = Omit<Preflight, keyof AsyncDisposable>;
type KnownRole = Exclude<Role, { kind: 'unknown' }>;

/**
 * Looks at everything that must hold before a promotion, and changes nothing. Throws `not-standby`, `role-unknown`,
 * `replay-paused`, `replay-delayed`, `managed-cluster`, `disk-space`, `odoo-conf` or `would-break-standby`.
 */
export async function preflight(context: Context, config: Config): Promise<Preflight> {
  try {
    return await lookOnce(context, config);
  } catch (error) {
    // What a killed run had handed over to a cluster manager goes on without it, and has just come true.
    const begun = await promotionBegan(config);
    if (begun === undefined || !(error instanceof Failure) || error.code !== 'not-standby') throw error;
    return lookOnce(context, config);
  }
}

async function lookOnce(context: Context, config: Config): Promise<Preflight> {
  const role = await readRole(context, config);
  if (role.kind === 'unknown') {
    fail('role-unknown', {
      what: `it is not certain that ${context.env.hostname} is a standby: ${role.why}`,
      next: 'Bring PostgreSQL up (pg_lsclusters), and wait while it is starting up; or name the cluster in PG_CLUSTER.',
    });
  }
  const tours = openTourPool(context, config, { server: role.server });
  const end = () => tours[Symbol.asyncDispose]();
  try {
    const server = { ...role.server, tours };
    return { ...(await look(context, config, { ...role, server })), [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function look(context: Context, config: Config, role: KnownRole): Promise<Found> {
  const { server, cluster } = role;
  const begun = await promotionBegan(config);
  if (role.kind === 'primary' && begun === undefined) {
    fail('not-standby', {
      what: `${context.env.hostname} is a primary (${server.label}), and no promotion was begun here: there is nothing to promote`,
      next: 'Look at which machine you are on: ot-status.',
    });
  }
  await requireOwnDatabase({ context, config });
  const target = await targetOf(context, config, { server, cluster });
  const driver = await findDriver({ context, config, ...target });
  const known = { ...target, cluster, driver };
  if (role.kind === 'primary') {
    return {
      ...known,
      replication: undefined,
      look: undefined,
      lost: [],
      drift: [],
      timelineBefore: begun ?? 0,
    };
  }
  const replication = await readReplication(context, config, server);
  if (replication.replayPaused) {
    fail('replay-paused', {
      what: `replay is paused on ${server.label}: what was received would not all be in the database`,
      next: 'Resume it (SELECT pg_wal_replay_resume() as postgres), or run this with --resume-replay.',
    });
  }
  requireSettings(replication, { label: server.label, driver: driver.name });
  // What is not known does not hold anybody up: production is gone, and this machine is all there is.
  const unknown = (error: unknown) => [`attachments: unknown, ${asFailure(error).message}`];
  const [seen, lost, jobs] = await Promise.all([
    lookForProduction(context, config, server),
    lostFiles(context, config, server).catch(unknown),
    gatherJobs(context, config, createStatusCache(context.clock)),
    requireReady(context, config, target),
  ]);
  const drift = jobs.map(driftText);
  // The machine may have been made anew since, on a lower timeline.
  const timelineBefore = Math.min(begun ?? Infinity, replication.timeline);
  return { ...known, replication, look: seen, lost, drift, timelineBefore };
}
