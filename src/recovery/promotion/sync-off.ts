import type { KeyName } from '../../config/keys.ts';
import { loadConfig } from '../../config/load.ts';
import { setConfig } from '../../config/write.ts';
import { lockNames } from '../../sync/job.ts';
import { tryLock } from '../../sync/lock.ts';
import { stopRuns } from '../../sync/stop-runs.ts';
import type { SubStep } from './sub-step.ts';

const graceSeconds = 20;

/**
 * Sync is switched off: nothing may pull from the old production any more. In the same write the cluster is named: once it
 * is a primary, nothing tells it from another one of this machine.
 */
export const syncOff: SubStep = {
  id: 'sync-off',
  what: 'switch sync off',
  async done({ configPath, cluster }) {
    const { values } = await loadConfig(configPath);
    if (values.SYNCMODE !== 'off') return undefined;
    if (cluster === undefined) return `SYNCMODE is off in ${configPath}`;
    const named = values.PG_CLUSTER === cluster.id;
    return named ? `SYNCMODE is off and PG_CLUSTER is ${cluster.id} in ${configPath}` : undefined;
  },
  async act({ context, configPath, cluster }) {
    const changes = new Map<KeyName, string>([['SYNCMODE', 'off']]);
    if (cluster !== undefined) changes.set('PG_CLUSTER', cluster.id);
    await setConfig(context, configPath, changes);
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
