import { path } from '../kinds.ts';
import { keyIn } from './key.ts';

const key = keyIn('folders');

/** The tool's own folders. */
export const foldersKeys = {
  SUMMARYFILE: key(
    path,
    '/var/log/odoo/ot-redundancy-sync-timestamps.log',
    'The summary log: one line for each verified sync.',
  ),
  STATE_DIR: key(
    path,
    '/var/lib/ot-redundancy',
    'Where runs and incidents are recorded, and earlier versions of configuration kept.',
  ),
  RUN_DIR: key(path, '/run/ot-redundancy', 'Where locks and connections live.'),
} as const;
