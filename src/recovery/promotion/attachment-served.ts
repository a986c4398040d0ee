import { databaseWebs } from '../../odoo/odoo-web.ts';
import { servedAttachment } from '../smoke/served-attachment.ts';
import type { SubStep } from './sub-step.ts';

/** Odoo finds the filestore: a file comes out of it whole. Where none does, users are better off with Odoo than without. */
export const attachmentServed: SubStep = {
  id: 'attachment-served',
  what: 'download an attachment',
  expendable: true,
  async done({ context, config, server }) {
    for await (const { database, web } of databaseWebs(context, config, server)) {
      // Without a user, public ones alone; the checklist's own test logs in.
      if (web !== undefined) return servedAttachment(context, config, { server, database, web });
    }
    return 'Odoo serves no database here';
  },
  act: async () => [],
};
