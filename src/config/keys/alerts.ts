import { integer, orEmpty, path, webAddress } from '../kinds.ts';
import { keyIn } from './key.ts';

const key = keyIn('alerts');

/** Alerts and lateness. */
export const alertsKeys = {
  LATE_ATTACHMENTS_MINUTES: key(
    integer(1, 525600),
    130,
    'Attachments are called late when their last success is older, in minutes.',
  ),
  LATE_OTHERS_HOURS: key(
    integer(1, 87600),
    768,
    'The other jobs are called late when their last success is older, in hours.',
  ),
  HEALTHCHECK_URL: key(
    orEmpty(webAddress),
    '',
    'Called at the start (/start) and end (/exit code) of each job.',
  ),
  ALERT_COMMAND: key(
    orEmpty(path),
    '',
    'A program that is run when a job fails; it gets the record of the run as JSON on standard input.',
  ),
} as const;
