import { isOwnHost } from '../../machines/own-host.ts';
import { replicaHosts } from '../../odoo/database-hosts.ts';
import { odooOption, readOdooConf } from '../../odoo/odoo-conf.ts';
import type { MachineCheck } from '../check.ts';
import { failing, fine } from '../check.ts';

/** db_replica_host of Odoo 18 and later does not lead to another machine: after a promotion that would be the old world. */
export const replicaHost: MachineCheck = {
  kind: 'machine',
  id: 'odoo-replica-host',
  title: 'db_replica_host',
  roles: ['standby', 'primary'],
  freshSeconds: 60,
  command: ({ ODOO_CONF }) => `grep db_replica ${ODOO_CONF}`,
  async look({ context, config }) {
    const conf = await readOdooConf(context, config.ODOO_CONF);
    const set = odooOption(conf, 'db_replica_host');
    if (set === undefined) return undefined;
    const values = { db_replica_host: set };
    for (const host of replicaHosts(conf)) {
      if (host === config.PG_HOST || (await isOwnHost(context, config, host))) continue;
      const whose = host === config.SYNCSRC ? 'which is production' : 'which is not this machine';
      return failing({
        said: `${config.ODOO_CONF} has db_replica_host = ${host}, ${whose}: after a promotion Odoo would read old data there`,
        next: 'Take db_replica_host out of it, and add db_replica_host and db_replica_port to ODOO_CONF_KEEP.',
        values,
      });
    }
    return fine('db_replica_host is this machine', values);
  },
};
