import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import type { Incident } from './incident.ts';
import { isSamePerson, personHere, personText } from './person.ts';

/** Throws `incident-open` when somebody else leads the incident: two people who do not know of each other. */
export function requireLeader(context: Context, incident: Incident): void {
  if (isSamePerson(incident.leader, personHere(context.env))) return;
  fail('incident-open', {
    what: `${personText(incident.leader)} leads incident ${incident.id}`,
    next: 'Talk to each other; ot-recovery take takes it over.',
  });
}
