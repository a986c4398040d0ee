import { Failure, fail } from '../../failures.ts';
import type { Session } from '../job.ts';

/** After a transfer that broke off: throws `source-empty` when that is because production has no such folder. */
export async function refuseMissingSource({ production }: Session, folder: string): Promise<void> {
  if (!(await isMissing(production, folder))) return;
  fail('source-empty', {
    what: `production has no folder ${folder}, but rows of the database refer to its files`,
    next: 'See whether it is mounted there, and whether PRODUCTION_DATA_DIR is right.',
  });
}

/** False also when production does not answer any more: then that is what is wrong. */
async function isMissing(production: Session['production'], folder: string): Promise<boolean> {
  try {
    return (await (await production()).ask('check', folder)).trim() === `missing ${folder}`;
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'interrupted') throw error;
    return false;
  }
}
