import { integer } from '../kinds.ts';
import { keyIn } from './key.ts';

const key = keyIn('limits');

/** Limits and safety. */
export const limitsKeys = {
  MAX_REMOVE_PERCENT: key(
    integer(0, 100),
    10,
    'A run that would take away more than this share of what is here is refused, in percent. Where the database leads the filestore, those removals alone are left out.',
  ),
  MAX_REMOVE_FLOOR: key(
    integer(0, 1000000),
    20,
    'So many removals are never called out of proportion, as long as the source is not empty. Projects and databases do not have this allowance.',
  ),
  HOLD_DAYS: key(integer(1, 3650), 30, 'How many days what a sync took away can be brought back.'),
  ORPHAN_DAYS: key(
    integer(1, 3650),
    7,
    'How many days a file of the filestore stays after the last row that refers to it is gone; longer where replay has lagged for longer than that.',
  ),
  MIN_FREE_MB: key(integer(0, 10000000), 1024, 'Free disk space that a run must leave, in MiB.'),
  PG_MIN_FREE_MB: key(
    integer(64, 10000000),
    1024,
    'Free disk space that PostgreSQL needs on this machine to work as production, for its data and its WAL, in MiB.',
  ),
  DISK_WARN_PERCENT: key(
    integer(0, 100),
    5,
    'A disk that Odoo or PostgreSQL writes to is warned of by ot-status when less than this share of it is free, in percent.',
  ),
} as const;
