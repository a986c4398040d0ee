import { purgeHolds } from '../hold/purge.ts';
import type { Job } from '../job.ts';
import { applyAttachments } from './apply.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import { planAttachments } from './plan.ts';
import { verifyAttachments } from './verify.ts';

/** Keeps the folders of Odoo's data folder in step with production. */
export const attachmentsJob: Job<AttachmentsPlan> = {
  name: 'attachments',
  command: 'ot-attachments-sync',
  locks: ['attachments'],
  plan: planAttachments,
  apply: applyAttachments,
  async verify({ context, config }, plan) {
    const wrong = await verifyAttachments(plan);
    if (wrong.length === 0) await purgeHolds(context, config);
    return wrong;
  },
};
