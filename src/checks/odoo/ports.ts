import { listeningPorts } from '../../machines/listening-ports.ts';
import type { OdooConf } from '../../odoo/odoo-conf.ts';
import { odooOption, readOdooConf } from '../../odoo/odoo-conf.ts';
import { isRunning, readServiceStates } from '../../machines/service-states.ts';
import type { MachineCheck } from '../check.ts';
import { failing, fine } from '../check.ts';

/** The ports that Odoo will listen on are free. */
export const ports: MachineCheck = {
  kind: 'machine',
  id: 'odoo-ports',
  title: 'ports of Odoo',
  roles: ['standby'],
  freshSeconds: 30,
  command: () => 'ss -ltnp',
  async look({ context, config }) {
    const wanted = odooPorts(await readOdooConf(context, config.ODOO_CONF));
    const taken = await listeningPorts();
    const collide = wanted.filter((port) => taken.has(port));
    const values = { wanted: wanted.join(', '), taken: collide.join(', ') };
    if (collide.length === 0) return fine(`ports ${wanted.join(' and ')} are free for Odoo`, values);
    // When Odoo itself runs here, the check of its service says so.
    const states = await readServiceStates(context, config, [config.ODOO_SERVICE]).catch(() => []);
    if (states.some(isRunning)) return undefined;
    const said = `port ${collide.join(' and ')}, which Odoo needs, is taken`;
    return failing({ said, next: 'ss -ltnp names the program; stop it or change http_port.', values });
  },
};

/** http_port (xmlrpc_port before Odoo 11); with workers also gevent_port (longpolling_port before Odoo 16). */
function odooPorts(conf: OdooConf): readonly number[] {
  const http = odooOption(conf, 'http_port') ?? odooOption(conf, 'xmlrpc_port') ?? '8069';
  const bus = odooOption(conf, 'gevent_port') ?? odooOption(conf, 'longpolling_port') ?? '8072';
  const hasWorkers = Number(odooOption(conf, 'workers') ?? 0) > 0;
  return (hasWorkers ? [http, bus] : [http]).map(Number);
}
