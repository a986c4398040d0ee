import { asFailure, fail } from '../../failures.ts';
import { isOwnHost } from '../../machines/own-host.ts';
import { askAsOdoo, odooConnection } from '../../odoo/ask-as-odoo.ts';
import { databaseHosts, replicaHosts } from '../../odoo/database-hosts.ts';
import { readOdooConf } from '../../odoo/odoo-conf.ts';
import type { Server } from '../../postgres/psql.ts';
import type { ServerFacts } from '../../postgres/server-facts.ts';
import { readServerFacts } from '../../postgres/server-facts.ts';
import type { Promotion } from './sub-step.ts';

type Here = Pick<Promotion, 'context' | 'config'>;

/** Says that odoo.conf opens this machine's database. Throws `would-break-standby` when it leads elsewhere. */
export async function requireOwnDatabase({ context, config }: Here): Promise<string> {
  const host = await firstForeign(
    { context, config },
    databaseHosts(await readOdooConf(context, config.ODOO_CONF)),
  );
  if (host === undefined) return `${config.ODOO_CONF} opens the database of this machine`;
  return fail('would-break-standby', {
    what: `${config.ODOO_CONF} has db_host = ${host}, which is not this machine: Odoo would write into another database`,
    next: `Correct db_host in ${config.ODOO_CONF}, or name the standby's database in PG_HOST.`,
  });
}

/** The host that db_replica_host of Odoo 18 and later leads to, when that is not this machine. Throws `odoo-conf`. */
export async function foreignReplica({ context, config }: Here): Promise<string | undefined> {
  return firstForeign({ context, config }, replicaHosts(await readOdooConf(context, config.ODOO_CONF)));
}

async function firstForeign(
  { context, config }: Here,
  hosts: readonly string[],
): Promise<string | undefined> {
  for (const host of hosts) {
    if (host !== config.PG_HOST && !(await isOwnHost(context, config, host))) return host;
  }
  return undefined;
}

/** What Odoo's user gets when he opens the database as odoo.conf says. */
export type Opened =
  | { readonly kind: 'own' | 'other'; readonly facts: ServerFacts }
  | { readonly kind: 'none'; readonly why: string };

/** Opens the database as Odoo would, and sees whether that is this server. Throws `odoo-conf`, `database`. */
export async function openAsOdoo({ context, config }: Here, server: Server | undefined): Promise<Opened> {
  const connection = odooConnection(await readOdooConf(context, config.ODOO_CONF));
  const asked = server === undefined ? undefined : readServerFacts(context, config, server);
  // Only wanted where Odoo's user gets in.
  asked?.catch(() => undefined);
  const opened = await askAsOdoo(context, config, connection).catch((error: unknown) => asFailure(error));
  if (opened instanceof Error) return { kind: 'none', why: opened.message };
  const own = await asked;
  const same =
    own === undefined || (own.startedAt === opened.startedAt && own.inRecovery === opened.inRecovery);
  return { kind: same ? 'own' : 'other', facts: opened };
}
