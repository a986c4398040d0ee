import { foreignAddress, listenAddress } from '../../odoo/listen-address.ts';
import { readOdooConf } from '../../odoo/odoo-conf.ts';
import { readOdooPorts } from '../../odoo/odoo-ports.ts';
import type { MachineCheck } from '../check.ts';
import { failing, fine, warning } from '../check.ts';

/** Odoo can listen on its address, and its ports are free. When Odoo itself runs here, the check of its service says so. */
export const ports: MachineCheck = {
  kind: 'machine',
  id: 'odoo-ports',
  title: 'ports of Odoo',
  roles: ['standby'],
  freshSeconds: 30,
  command: () => 'ss -ltnp',
  async look({ context, config }) {
    const conf = await readOdooConf(context, config.ODOO_CONF);
    const foreign = await foreignAddress(conf);
    if (foreign !== undefined) return warning({ ...foreign, values: { address: listenAddress(conf) } });
    const found = await readOdooPorts(context, config);
    if (found === undefined) return undefined;
    const { wanted, taken } = found;
    const values = { wanted: wanted.join(', '), taken: taken.join(', ') };
    if (taken.length === 0) return fine(`ports ${wanted.join(' and ')} are free for Odoo`, values);
    const said = `port ${taken.join(' and ')}, which Odoo needs, is taken`;
    return failing({ said, next: 'ss -ltnp names the program; stop it or change http_port.', values });
  },
};
