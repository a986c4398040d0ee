import { isSamePerson, personText } from '../../src/recovery/person.ts';
import type { State } from './state.ts';
import { lastSeen, openIncidentOf } from './state.ts';

/** Whether this person may lead the checklist on. */
export function mayLead(state: State): true | string {
  const incident = openIncidentOf(state);
  if (incident === undefined) return 'no incident is open: "i" opens one';
  if (!isSamePerson(incident.leader, state.me))
    return `${personText(incident.leader)} leads this incident: you only watch ("t" takes it over)`;
  return true;
}

/** Whether nothing else writes the journal now. */
export function isFree({ snapshot }: State): true | string {
  const writer = lastSeen(snapshot.recovery)?.value.writer;
  return writer === undefined ? true : `${writer.what} is at work (process ${writer.pid}): wait for its end`;
}

/** The first of these that stands in the way. */
export function first(...checks: readonly (true | string)[]): true | string {
  return checks.find((check) => check !== true) ?? true;
}
