import { choice, integer, namePattern, path, plainName, words } from '../kinds.ts';
import { keyIn } from './key.ts';

const key = keyIn('files');

/** Files and projects. */
export const filesKeys = {
  DATA_FOLDERS: key(
    words(plainName),
    ['filestore', 'addons'],
    'Folders of the data folder that are kept in step. Add sessions to keep browsers logged in after a failover.',
  ),
  FILESTORE_MODE: key(
    choice('database', 'mirror'),
    'database',
    "What says which files the filestore needs. database: the rows of the standby's own databases, at each run; what no row refers to does not come. mirror: a walk over all of production's filestore, at most every WALK_MINUTES; for when the databases here cannot be asked.",
  ),
  WALK_MINUTES: key(
    integer(1, 10080),
    60,
    'How often scheduled runs walk through folders of production, in minutes: those of DATA_FOLDERS beside the filestore, and with FILESTORE_MODE=mirror the filestore too. ot-sync-from-source always does.',
  ),
  PROJECT_DIR: key(path, '/usr/share', 'Folder that the addon projects stand in.'),
  PROJECT_PATTERNS: key(words(namePattern), ['odoo-*', 'odooext-*'], 'Names of the projects.'),
  PROJECT_EXCLUDE: key(words(namePattern), [], 'Projects that are left alone.'),
} as const;
