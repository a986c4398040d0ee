import * as v from 'valibot';
import type { Context } from '../context.ts';
import type { Config } from '../config/keys.ts';
import { Failure, fail } from '../failures.ts';
import type { Cluster } from './clusters.ts';
import { listClusters } from './clusters.ts';
import type { Server } from './psql.ts';
import { queryJson } from './psql.ts';

/** What this machine is, as its database says. Unknown is never taken for a yes. */
export type Role =
  | { readonly kind: 'standby'; readonly server: Server; readonly cluster: Cluster | undefined }
  | { readonly kind: 'primary'; readonly server: Server; readonly cluster: Cluster | undefined }
  | { readonly kind: 'unknown'; readonly why: string };

/** Finds out what this machine is. Never throws for what the database does. */
export async function readRole(context: Context, config: Config): Promise<Role> {
  if (config.PG_HOST !== '')
    return readRoleOf(context, config, { server: remoteServer(config), cluster: undefined });
  let clusters: readonly Cluster[];
  try {
    clusters = await listClusters(context, config);
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
  if (config.PG_CLUSTER !== '') {
    const named = clusters.find((cluster) => cluster.id === config.PG_CLUSTER);
    if (named !== undefined) return readClusterRole(context, config, named);
    return { kind: 'unknown', why: `there is no cluster ${config.PG_CLUSTER} (PG_CLUSTER) on this machine` };
  }
  return onlyStandby(context, config, clusters);
}

/** Of several clusters the one that is a standby counts; two of them need a word from the operator. */
async function onlyStandby(context: Context, config: Config, clusters: readonly Cluster[]): Promise<Role> {
  const roles = await Promise.all(clusters.map((cluster) => readClusterRole(context, config, cluster)));
  const standbys = roles.filter((role) => role.kind === 'standby');
  if (standbys.length > 1) {
    return { kind: 'unknown', why: 'several clusters of this machine are standbys; name one in PG_CLUSTER' };
  }
  if (standbys[0] !== undefined) return standbys[0];
  const unknown = roles.find((role) => role.kind === 'unknown');
  const primary = roles.find((role) => role.kind === 'primary');
  if (unknown === undefined)
    return primary ?? { kind: 'unknown', why: 'there is no PostgreSQL cluster on this machine' };
  if (roles.length === 1) return unknown;
  return { kind: 'unknown', why: `${unknown.why}; of several clusters name the right one in PG_CLUSTER` };
}

function readClusterRole(context: Context, config: Config, cluster: Cluster): Promise<Role> {
  return readRoleOf(context, config, { server: localServer(config, cluster), cluster });
}

/** What a server is that is known. Never throws for what the database does. */
export async function readRoleOf(
  context: Context,
  config: Config,
  { server, cluster }: { readonly server: Server; readonly cluster: Cluster | undefined },
): Promise<Role> {
  if (cluster !== undefined && !cluster.up) return { kind: 'unknown', why: `cluster ${cluster.id} is down` };
  try {
    const sql = 'SELECT to_json(pg_is_in_recovery())';
    const inRecovery = await queryJson(context, config, { server, sql, schema: v.boolean() });
    if (inRecovery === undefined) return { kind: 'unknown', why: `${server.label} gave no answer` };
    return { kind: inRecovery ? 'standby' : 'primary', server, cluster };
  } catch (error) {
    if (error instanceof Failure && error.code === 'interrupted') throw error;
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
}

function localServer(config: Config, cluster: Cluster): Server {
  return {
    label: cluster.id,
    host: cluster.socketFolder,
    port: cluster.port,
    user: config.PG_USER,
    asSystemUser: config.PG_OS_USER,
    passFile: undefined,
  };
}

function remoteServer(config: Config): Server {
  const passFile = config.PG_PASSFILE === '' ? undefined : config.PG_PASSFILE;
  const bySocket = config.PG_HOST.startsWith('/');
  return {
    label: `${config.PG_HOST}:${config.PG_PORT}`,
    host: config.PG_HOST,
    port: config.PG_PORT,
    user: config.PG_USER,
    asSystemUser: bySocket && passFile === undefined ? config.PG_OS_USER : undefined,
    passFile,
  };
}

/** The database server of this standby. Throws `not-standby` on a primary, `role-unknown` when in doubt. */
export async function requireStandby(context: Context, config: Config): Promise<Server> {
  const role = await readRole(context, config);
  if (role.kind === 'standby') return role.server;
  if (role.kind === 'primary') {
    fail('not-standby', {
      what: `${context.env.hostname} is a primary (${role.server.label} is not in recovery): only a standby syncs`,
      next: 'If this machine was promoted, leave sync off: ot-disable-sync.',
    });
  }
  fail('role-unknown', {
    what: `it is not certain that ${context.env.hostname} is a standby: ${role.why}`,
    next: 'Bring PostgreSQL up (pg_lsclusters), or correct PG_CLUSTER or PG_HOST.',
  });
}
