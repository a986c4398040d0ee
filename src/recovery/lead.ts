import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import type { Incident } from './incident.ts';

/** The person at work: the one behind sudo, else the user. */
export function personHere({ env }: Context): string {
  return env.sudoUser ?? env.user;
}

/** Throws `incident-open` when somebody else leads the incident: two people who do not know of each other. */
export function requireLeader(context: Context, incident: Incident): void {
  if (incident.leader === personHere(context)) return;
  fail('incident-open', {
    what: `${incident.leader} leads incident ${incident.id}`,
    next: 'Talk to each other; ot-recovery take takes it over.',
  });
}
