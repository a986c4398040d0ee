import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import type { ChecklistStep } from './checklist.ts';
import type { Incident } from './incident.ts';
import { record } from './incident.ts';
import { isHalfPromoted } from './promotion/begun.ts';
import { readChecklist } from './site-steps.ts';
import { stepState } from './step-states.ts';

/**
 * Ends an incident. Returns the steps that were neither done nor left out. Throws `half-promoted` when a promotion was begun
 * and did not come to its end, unless a reason is given.
 */
export async function finishIncident(
  context: Context,
  config: Config,
  { incident, reason }: { readonly incident: Incident; readonly reason: string | undefined },
): Promise<readonly ChecklistStep[]> {
  const { id, events } = incident;
  if (reason === undefined && isHalfPromoted(incident)) {
    fail('half-promoted', {
      what: `the promotion that incident ${id} began has not come to its end: ${context.env.hostname} may be half in production`,
      next: 'ot-disable-standby-mode goes on where it stopped. If all is to stay as it is, say why: ot-recovery finish --reason WHY',
    });
  }
  const { steps } = await readChecklist(context, config);
  const why = reason === undefined ? {} : { reason };
  await record(context, config, { id, event: { kind: 'finished', ...why } });
  return steps.filter((step) => !['done', 'skipped'].includes(stepState(events, step.id).state));
}
