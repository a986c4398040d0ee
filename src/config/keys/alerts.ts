import { integer, orEmpty, path, webAddress } from '../kinds.ts';
import { keyIn } from './key.ts';

const key = keyIn('alerts');

/** Alerts and lateness. */
export const alertsKeys = {
  LATE_ATTACHMENTS_MINUTES: key(
    integer(1, 525600),
    15,
    'Attachments are called late when their last success is older, in minutes. With FILESTORE_MODE=mirror not before twice WALK_MINUTES, and 10 minutes more.',
  ),
  LATE_OTHERS_HOURS: key(
    integer(1, 87600),
    768,
    'The other jobs are called late when their last success is older, in hours.',
  ),
  LATE_REPLAY_MB: key(
    integer(1, 10000000),
    512,
    'Replay is called late when more than this was received and is not replayed, in MiB.',
  ),
  LATE_VERIFY_DAYS: key(
    integer(1, 3650),
    15,
    'The verification of the filestore is called late when it is older, in days.',
  ),
  LATE_DRILL_DAYS: key(
    integer(1, 3650),
    200,
    'The last drill of a recovery is called long ago when it is older, in days.',
  ),
  HEALTHCHECK_URL: key(
    orEmpty(webAddress),
    '',
    'Called at the start (/start) and end (/exit code) of each job.',
  ),
  ALERT_COMMAND: key(
    orEmpty(path),
    '',
    'A program that is run when a job fails; it gets the record of the run as JSON on standard input. Of scheduled runs that fail again and again it hears once, and once more each day.',
  ),
} as const;
