import type { Job } from '../job.ts';
import type { Plan } from '../plan.ts';

/** Keeps the folders of Odoo's data folder in step. */
export const attachmentsJob: Job<Plan> = {
  name: 'attachments',
  command: 'ot-attachments-sync',
  locks: ['attachments'],
  plan: async () => ({ groups: [], problems: [], notes: [] }),
  apply: async () => ({ problems: [] }),
  verify: async () => [],
};
