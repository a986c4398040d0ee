import type { Config } from '../config/keys.ts';
import type { Holder } from '../sync/lock.ts';
import { livingHolder } from '../sync/lock.ts';

/** The process that is at work on the recovery, which holds its lock; undefined when there is none. */
export function readWriter(config: Config): Promise<Holder | undefined> {
  return livingHolder(config, 'recovery');
}
