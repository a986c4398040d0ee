import type { Config } from '../../config/keys.ts';
import { isAlive } from '../../machines/process-start.ts';
import type { Holder } from '../lock.ts';
import { readHolder } from '../lock.ts';

/** The process that keeps the filestore complete (`--follow`); undefined when there is none. */
export async function livingFollower(config: Config): Promise<Holder | undefined> {
  const holder = await readHolder(config, 'follow');
  return holder !== undefined && (await isAlive(holder)) ? holder : undefined;
}
