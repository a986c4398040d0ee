import { fail } from '../failures.ts';
import type { Incident } from './incident.ts';
import { isDrill } from './is-drill.ts';

/** Something that a drill must not do by itself. */
export interface Guarded {
  /** What would happen, as a sentence goes on after "this is a drill: ". */
  readonly what: string;
  /** Whether the operator said that it is meant, in a drill. */
  readonly inDrill: boolean;
}

/**
 * A drill does no harm, unless it is held on a copy and the operator says so. Throws `drill` when it would, and when he
 * takes for a drill what is none.
 */
export function requireHarmless(incident: Incident | undefined, { what, inDrill }: Guarded): void {
  const drill = incident !== undefined && isDrill(incident);
  if (drill === inDrill) return;
  if (drill) {
    fail('drill', {
      what: `${incident.id} is a drill: ${what}`,
      next: 'Leave the step out: ot-recovery step ID skip --reason drill. On a copy: --in-drill. When it is no drill any more: ot-recovery finish, then ot-recovery start WHY.',
    });
  }
  fail('drill', {
    what: incident === undefined ? 'no drill is open' : `incident ${incident.id} is no drill`,
    next: 'Look at it (ot-recovery status); without --in-drill this is done for real.',
  });
}
