import { attachmentsJob } from '../../src/sync/attachments/job.ts';
import { defineCommand } from '../command.ts';
import { runSync } from './run-sync.ts';
import { jobOptions, syncExits, syncFiles } from './sync-options.ts';

/** ot-attachments-sync. */
export const attachmentsSync = defineCommand({
  name: 'ot-attachments-sync',
  aliases: ['ot-attachment-sync'],
  summary: 'bring the filestore over from production',
  description: [
    "Brings what is new in Odoo's data folder on production to this standby. Each file is checked before it appears under its name. What production no longer has is set aside, not deleted, and never when this standby's own database still refers to it.",
    'Refuses to run on a machine that is not a standby, and when the source is empty or too much would be taken away.',
  ],
  options: jobOptions,
  files: syncFiles,
  exits: syncExits,
  examples: [
    { line: 'sudo ot-attachments-sync --dry-run', about: 'See what is missing:' },
    { line: 'sudo ot-attachments-sync', about: 'Bring it over now:' },
  ],
  run: (invocation) => runSync(invocation, attachmentsJob),
});
