import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../failures.ts';
import { lockNames } from '../../sync/job.ts';
import type { Lock } from '../../sync/lock.ts';
import { takeLocks } from '../../sync/lock.ts';

/** The locks of all syncs. Once held they stay so to the end: nothing begins to sync while this machine changes its role. */
export interface SyncLocks {
  /** Takes them when they are free; says whether they are held now. */
  hold(): Promise<boolean>;
  /** Takes them, and waits a while for a run that was just beginning: it sees that sync is off. Throws `lock-held`. */
  wait(): Promise<void>;
  release(): Promise<void>;
}

const waitSeconds = 10;

/** Makes them; none is held yet. */
export function createSyncLocks(context: Context, config: Config, what: string): SyncLocks {
  let locks: readonly Lock[] | undefined;
  const request = { names: lockNames, what };
  return {
    async hold() {
      try {
        locks ??= await takeLocks(context, config, request);
        return true;
      } catch (error) {
        if (error instanceof Failure && error.code === 'lock-held') return false;
        throw error;
      }
    },
    async wait() {
      locks ??= await takeLocks(context, config, { ...request, waitSeconds });
    },
    async release() {
      await Promise.all((locks ?? []).map((lock) => lock.release()));
      locks = undefined;
    },
  };
}
