import { countWaiting, cronsHeld } from '../../src/recovery/quiet-start.ts';
import { usableConfig } from '../../src/status/cache.ts';
import type { Look } from './look.ts';
import { looked, ownServer } from './look.ts';
import { openIncidentOf, roleOf } from './state.ts';

/** What a quiet start holds: asked for in a recovery, on the machine that is in production now. */
export const lookForWaiting: Look = async (looker, state) => {
  const { context, configPath, cache } = looker;
  if (openIncidentOf(state) === undefined || roleOf(state) !== 'primary') return {};
  const waiting = await looked(looker, state.snapshot.waiting, async () => {
    const { values } = await usableConfig(configPath, cache);
    if (!(await cronsHeld(context, values))) return undefined;
    return countWaiting(context, values, await ownServer(looker, values));
  });
  return { waiting };
};
