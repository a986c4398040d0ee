import type { Config } from '../config/keys.ts';
import { isAlive } from '../machines/process-start.ts';
import type { Holder } from '../sync/lock.ts';
import { readHolder } from '../sync/lock.ts';

/** The process that is at work on the recovery, which holds its lock; undefined when there is none. */
export async function readWriter(config: Config): Promise<Holder | undefined> {
  const holder = await readHolder(config, 'recovery');
  return holder !== undefined && (await isAlive(holder)) ? holder : undefined;
}
