import { purgeHolds } from '../hold/purge.ts';
import { flushDisk } from '../../files/flush-disk.ts';
import type { Job, Session } from '../job.ts';
import { strikeOff } from '../../verify/strike-off.ts';
import { applyAttachments } from './apply.ts';
import { concludeFilestore } from './database/conclude.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import { planAttachments } from './plan.ts';
import { verifyAttachments } from './verify.ts';

function attachmentsJobOf(thorough: boolean): Job<AttachmentsPlan> {
  return {
    name: 'attachments',
    command: 'ot-attachments-sync',
    locks: ['attachments'],
    plan: (session) => planAttachments(session, thorough),
    apply: applyAttachments,
    async verify(session, plan) {
      const wrong = await verifyAttachments(plan);
      if (wrong.length > 0) return wrong;
      await flushPlaced(session, plan);
      await concludeFilestore(session, plan);
      await strikeOff(session.context, session.config, plan.done);
      // Looking through all holds each minute would be the most work of a run.
      if (plan.led?.full !== false) await purgeHolds(session.context, session.config);
      return wrong;
    },
  };
}

/** A power cut must not take back what is about to be recorded: the names that were given are in memory only so far. */
async function flushPlaced({ context, config }: Session, { done, places }: AttachmentsPlan): Promise<void> {
  if (done.placed.size + done.removed.length === 0) return;
  const bases = new Set([...places.values()].map(({ base }) => base));
  for (const base of bases) await flushDisk(context, base, config.JOB_SECONDS * 1000);
}

/** Keeps the folders of Odoo's data folder in step with production, as often as every minute. */
export const attachmentsJob = attachmentsJobOf(false);

/** The same, comparing everything whether or not it is due: for runs that somebody starts. */
export const thoroughAttachmentsJob = attachmentsJobOf(true);
