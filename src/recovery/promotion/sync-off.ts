import type { KeyName } from '../../config/keys.ts';
import { loadConfig } from '../../config/load.ts';
import { setConfig } from '../../config/write.ts';
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

/** No run is under way, not even the orphan of a killed one: the locks of all of them are held from here on. */
export const runsEnded: SubStep = {
  id: 'runs-ended',
  what: 'end the runs that are under way',
  async done({ syncLocks }) {
    return (await syncLocks.hold()) ? 'no sync is under way' : undefined;
  },
  async act({ context, config, syncLocks }) {
    const stopped = await stopRuns(context, config, { wait: false, graceSeconds });
    await syncLocks.wait();
    return stopped.map(({ job, how }) => `${job}: ${how}`);
  },
};
