import { choice, namePattern, path, plainName, words } from '../kinds.ts';
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
    'mirror',
    "What says which files the filestore needs: a walk over production's filestore, or the standby's own database, which spares production the walk.",
  ),
  PROJECT_DIR: key(path, '/usr/share', 'Folder that the addon projects stand in.'),
  PROJECT_PATTERNS: key(words(namePattern), ['odoo-*', 'odooext-*'], 'Names of the projects.'),
  PROJECT_EXCLUDE: key(words(namePattern), [], 'Projects that are left alone.'),
} as const;
