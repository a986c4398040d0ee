import { asFailure } from '../../failures.ts';
import { findKey } from '../ssh-key.ts';
import type { Detector } from './finding.ts';

const about = 'ssh key';

/** The key for the login on production. */
export const detectSshKey: Detector = async (context, config) => {
  const key = await findKey(context, config).catch((error: unknown) => asFailure(error));
  if (key instanceof Error) return [{ about, seen: `${key.message}; ot-configure --make-key makes one` }];
  return [{ about, seen: key.path }];
};
