import { fail } from '../../failures.ts';
import { isOwnHost } from '../../machines/own-host.ts';
import { databaseHosts } from '../../odoo/database-hosts.ts';
import { readOdooConf } from '../../odoo/odoo-conf.ts';
import type { Promotion } from './sub-step.ts';

/** Says that odoo.conf opens this machine's database. Throws `would-break-standby` when it leads elsewhere. */
export async function requireOwnDatabase({
  context,
  config,
}: Pick<Promotion, 'context' | 'config'>): Promise<string> {
  const hosts = databaseHosts(await readOdooConf(context, config.ODOO_CONF));
  for (const host of hosts) {
    if (host === config.PG_HOST || (await isOwnHost(context, config, host))) continue;
    fail('would-break-standby', {
      what: `${config.ODOO_CONF} has db_host = ${host}, which is not this machine: Odoo would write into another database`,
      next: `Correct db_host in ${config.ODOO_CONF}, or name the standby's database in PG_HOST.`,
    });
  }
  return `${config.ODOO_CONF} opens the database of this machine`;
}
