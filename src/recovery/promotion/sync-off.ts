import { loadConfig } from '../../config/load.ts';
import { setConfig } from '../../config/write.ts';
import { lockNames } from '../../sync/job.ts';
import { tryLock } from '../../sync/lock.ts';
import { stopRuns } from '../../sync/stop-runs.ts';
import type { SubStep } from './sub-step.ts';

const graceSeconds = 20;

/** Sync is switched off: nothing may pull from the old production any more. */
export const syncOff: SubStep = {
  id: 'sync-off',
  what: 'switch sync off',
  async done({ configPath }) {
    const { values } = await loadConfig(configPath);
    return values.SYNCMODE === 'off' ? `SYNCMODE is off in ${configPath}` : undefined;
  },
  async act({ context, configPath }) {
    await setConfig(context, configPath, new Map([['SYNCMODE', 'off']]));
    return [];
  },
};

/** No run is under way, not even the orphan of a killed one. */
export const runsEnded: SubStep = {
  id: 'runs-ended',
  what: 'end the runs that are under way',
  async done({ context, config }) {
    const what = 'ot-disable-standby-mode';
    const locks = await Promise.all(lockNames.map((name) => tryLock(context, config, { name, what })));
    await Promise.all(locks.map((lock) => lock?.release()));
    return locks.includes(undefined) ? undefined : 'no sync is under way';
  },
  async act({ context, config }) {
    const stopped = await stopRuns(context, config, { wait: false, graceSeconds });
    return stopped.map(({ job, how }) => `${job}: ${how}`);
  },
};
