import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import type { Cluster } from '../../postgres/clusters.ts';
import type { Server } from '../../postgres/psql.ts';
import { readServerFacts } from '../../postgres/server-facts.ts';
import { findPatroni } from './find-patroni.ts';
import { findRepmgr } from './find-repmgr.ts';
import type { Manager, Target } from './manager.ts';
import { readShown } from './sessions.ts';

/** The cluster managers that have to do with a database, as this machine and the database itself show. Throws `database`. */
export async function findManagers(
  context: Context,
  config: Config,
  target: Target,
): Promise<readonly Manager[]> {
  const shown = await readShown(context, config, target.server);
  const found = await Promise.all([
    findPatroni(context, config, { ...target, shown }),
    findRepmgr(context, config, { ...target, shown }),
  ]);
  return found.filter((manager) => manager !== undefined);
}

/** Where a server's data lies, when it is one of this machine. Throws `database`. */
export async function targetOf(
  context: Context,
  config: Config,
  { server, cluster }: { readonly server: Server; readonly cluster: Cluster | undefined },
): Promise<Target> {
  if (cluster !== undefined) return { server, dataDirectory: cluster.dataDirectory };
  const isHere = server.host.startsWith('/') || ['localhost', '127.0.0.1', '::1'].includes(server.host);
  const facts = isHere ? await readServerFacts(context, config, server) : undefined;
  return { server, dataDirectory: facts?.dataDirectory ?? undefined };
}
