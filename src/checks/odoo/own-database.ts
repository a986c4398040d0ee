import { asFailure } from '../../failures.ts';
import type { OdooConnection } from '../../odoo/ask-as-odoo.ts';
import { odooConnection } from '../../odoo/ask-as-odoo.ts';
import { readOdooConf } from '../../odoo/odoo-conf.ts';
import { openAsOdoo, requireOwnDatabase } from '../../recovery/promotion/own-database.ts';
import type { MachineCheck } from '../check.ts';
import { failing, fine } from '../check.ts';

/** odoo.conf opens the database of this machine: it is opened as Odoo would, and the answer compared with the server's. */
export const ownDatabase: MachineCheck = {
  kind: 'machine',
  id: 'odoo-database',
  title: 'database of odoo.conf',
  roles: ['standby', 'primary'],
  freshSeconds: 60,
  command: ({ ODOO_USER }) => `sudo -u ${ODOO_USER} psql -d postgres -c 'SELECT pg_is_in_recovery()'`,
  async look({ context, config, database }) {
    const conf = config.ODOO_CONF;
    const connection = odooConnection(await readOdooConf(context, conf));
    try {
      await requireOwnDatabase({ context, config });
    } catch (error) {
      const { message, next } = asFailure(error);
      return failing({ said: message, next, values: valuesOf(connection) });
    }
    const opened = await openAsOdoo({ context, config }, database?.server);
    if (opened.kind === 'none') {
      const said = `Odoo's user cannot open the database as ${conf} says: ${opened.why}`;
      const next = 'Correct db_host, db_port, db_user, db_password there, or pg_hba.conf.';
      return failing({ said, next, values: valuesOf(connection) });
    }
    const values = { ...valuesOf(connection), inRecovery: opened.facts.inRecovery };
    if (opened.kind === 'own') return fine('odoo.conf opens the local database', values);
    const said = `${conf} opens another PostgreSQL than ${database?.server.label ?? 'this one'}`;
    const next = 'Correct db_host and db_port there: two clusters run here, or the port is forwarded.';
    return failing({ said, next, values });
  },
};

function valuesOf({ host, port, user, database }: OdooConnection) {
  return {
    db_host: host ?? null,
    db_port: port ?? null,
    db_user: user ?? null,
    database,
  };
}
