import { odooOption, readOdooConf } from '../../odoo/odoo-conf.ts';
import { foreignReplica } from '../../recovery/promotion/own-database.ts';
import { readsElsewhere } from '../../recovery/promotion/ready.ts';
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
    const host = await foreignReplica({ context, config });
    if (host === undefined) return fine('db_replica_host is this machine', values);
    return failing({ ...readsElsewhere(config, host), values });
  },
};
