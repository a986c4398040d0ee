import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataDirectory } from '../../odoo/data-dir.ts';
import type { MachineCheck } from '../check.ts';
import { failing, fine } from '../check.ts';

/** Odoo will open the data folder that the syncs fill. */
export const dataFolder: MachineCheck = {
  kind: 'machine',
  id: 'odoo-data-dir',
  title: "Odoo's data folder",
  roles: ['standby', 'primary'],
  freshSeconds: 60,
  command: ({ ODOO_CONF }) => `grep data_dir ${ODOO_CONF}`,
  async look({ context, config }) {
    const synced = await dataDirectory(context, config);
    const opened = await dataDirectory(context, { ...config, DATA_DIR: '' });
    const values = { synced, opened };
    if (synced !== opened) {
      const said = `${config.ODOO_CONF} opens ${opened}, but the syncs fill ${synced} (DATA_DIR)`;
      return failing({ said, next: 'Let data_dir and DATA_DIR name the same folder.', values });
    }
    const filestore = await stat(join(opened, 'filestore')).catch(() => undefined);
    if (filestore?.isDirectory() === true) return fine(`Odoo opens ${opened}, which is synced`, values);
    const said = `there is no filestore in ${opened}`;
    return failing({ said, next: 'See whether it is mounted; then ot-attachments-sync.', values });
  },
};
