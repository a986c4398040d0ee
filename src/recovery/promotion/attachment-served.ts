import { odooDatabases } from '../../odoo/odoo-databases.ts';
import { odooWeb } from '../../odoo/odoo-web.ts';
import { servedAttachment } from '../smoke/served-attachment.ts';
import type { SubStep } from './sub-step.ts';

/** Odoo finds the filestore: a file comes out of it whole. Where none does, users are better off with Odoo than without. */
export const attachmentServed: SubStep = {
  id: 'attachment-served',
  what: 'download an attachment',
  expendable: true,
  async done({ context, config, server }) {
    const [database] = await odooDatabases(context, config, server);
    if (database === undefined) return 'there is no database of Odoo';
    const web = await odooWeb(context, config, server);
    // Without a user, public ones alone; the checklist's own test logs in.
    return servedAttachment(context, config, { server, database, web });
  },
  act: async () => [],
};
