import { stat } from 'node:fs/promises';
import { addonsPath, readOdooConf } from '../../odoo/odoo-conf.ts';
import type { MachineCheck } from '../check.ts';
import { failing, fine } from '../check.ts';

/** Every folder of addons_path is here. */
export const addonsFolders: MachineCheck = {
  kind: 'machine',
  id: 'odoo-addons-path',
  title: 'folders of addons_path',
  roles: ['standby', 'primary'],
  freshSeconds: 60,
  command: ({ ODOO_CONF }) => `grep addons_path ${ODOO_CONF}`,
  async look({ context, config }) {
    const folders = addonsPath(await readOdooConf(context, config.ODOO_CONF));
    const found = await Promise.all(folders.map((folder) => stat(folder).catch(() => undefined)));
    const missing = folders.filter((_, index) => found[index]?.isDirectory() !== true);
    const values = { folders: folders.join(', '), missing: missing.join(', ') };
    if (missing.length === 0) return fine(`all ${folders.length} folders of addons_path are here`, values);
    return failing({
      said: `addons_path of ${config.ODOO_CONF} names folders that are not here: ${missing.join(', ')}`,
      next: 'ot-project-sync brings projects over; else correct addons_path.',
      values,
    });
  },
};
