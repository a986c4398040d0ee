import { loadUsableConfig } from '../../src/config/load-usable.ts';
import { fail } from '../../src/failures.ts';
import { readRole } from '../../src/postgres/role.ts';
import { countWaiting, cronsHeld } from '../../src/recovery/quiet-start.ts';
import type { Look } from './look.ts';
import { looked } from './look.ts';
import { openIncidentOf, roleOf } from './state.ts';

/** What a quiet start holds: asked for in a recovery, on the machine that is in production now. */
export const lookForWaiting: Look = async (looker, state) => {
  const { context, configPath } = looker;
  if (openIncidentOf(state) === undefined || roleOf(state) !== 'primary') return {};
  const waiting = await looked(looker, state.snapshot.waiting, async () => {
    const { values } = await loadUsableConfig(configPath);
    if (!(await cronsHeld(context, values))) return undefined;
    const role = await readRole(context, values);
    if (role.kind === 'unknown') fail('role-unknown', { what: role.why, next: 'ot-status' });
    return countWaiting(context, values, role.server);
  });
  return { waiting };
};
