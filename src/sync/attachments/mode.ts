import type { Config } from '../../config/keys.ts';
import { filestore } from './areas.ts';

/** Whether the standby's own database says which files are wanted; otherwise each run walks over production. */
export function isLedByDatabase(config: Config): boolean {
  return config.FILESTORE_MODE === 'database' && config.DATA_FOLDERS.includes(filestore);
}

/** The way out where the database cannot be asked, as a part of what to do next. */
export const insteadOfDatabase =
  'If it stays: FILESTORE_MODE=mirror brings the files without asking the database for them.';

/** The age in seconds after which the last success of the attachments is late. */
export function lateAfterSeconds(config: Config): number {
  const minutes = config.LATE_ATTACHMENTS_MINUTES;
  return (isLedByDatabase(config) ? minutes : Math.max(minutes, 2 * config.WALK_MINUTES + 10)) * 60;
}
