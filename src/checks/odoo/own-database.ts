import type { ServerFacts } from '../../postgres/server-facts.ts';
import { readServerFacts } from '../../postgres/server-facts.ts';
import { asFailure } from '../../failures.ts';
import type { OdooConnection } from '../../odoo/ask-as-odoo.ts';
import { askAsOdoo, odooConnection } from '../../odoo/ask-as-odoo.ts';
import { readOdooConf } from '../../odoo/odoo-conf.ts';
import { requireOwnDatabase } from '../../recovery/promotion/own-database.ts';
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
    const opened = await askAsOdoo(context, config, connection).catch((error: unknown) => asFailure(error));
    if (opened instanceof Error) {
      const said = `Odoo's user cannot open the database as ${conf} says: ${opened.message}`;
      const next = 'Correct db_host, db_port, db_user, db_password there, or pg_hba.conf.';
      return failing({ said, next, values: valuesOf(connection) });
    }
    const values = { ...valuesOf(connection), inRecovery: opened.inRecovery };
    const own = database === undefined ? undefined : await readServerFacts(context, config, database.server);
    if (own !== undefined && !isSame(own, opened)) {
      const said = `${conf} opens another PostgreSQL than ${database?.server.label ?? 'this one'}`;
      const next = 'Correct db_host and db_port there: two clusters run here, or the port is forwarded.';
      return failing({ said, next, values });
    }
    return fine('odoo.conf opens the local database', values);
  },
};

function isSame(own: ServerFacts, opened: ServerFacts): boolean {
  return own.startedAt === opened.startedAt && own.inRecovery === opened.inRecovery;
}

function valuesOf({ host, port, user, database }: OdooConnection) {
  return {
    db_host: host ?? null,
    db_port: port ?? null,
    db_user: user ?? null,
    database,
  };
}
