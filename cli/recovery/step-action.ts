import { fail } from '../../src/failures.ts';
import type { ChecklistStep } from '../../src/recovery/checklist.ts';
import type { NewEvent } from '../../src/recovery/events.ts';
import { openIncident, record } from '../../src/recovery/incident.ts';
import { runStep } from '../../src/recovery/run-step.ts';
import type { FullChecklist } from '../../src/recovery/site-steps.ts';
import { readChecklist } from '../../src/recovery/site-steps.ts';
import type { RecoveryCall } from './call.ts';
import { alone, lead } from './call.ts';
import { stepLines } from './text.ts';

/** step ID [run|done|skip]: shows a step, does it, ticks it or leaves it out. */
export async function step(call: RecoveryCall): Promise<void> {
  const { context, config, print } = call;
  const [id = '', verb = 'show', ...rest] = call.words;
  const found = findStep(await readChecklist(context, config), id);
  if (rest.length > 0)
    fail('usage', { what: `"${rest[0]}" is too much`, next: 'ot-recovery step ID [run|done|skip]' });
  if (verb === 'show') return stepLines(found, await openIncident(config)).forEach(print);
  await alone(async () => {
    const incident = await lead(call);
    if (verb === 'run') return (await runStep(context, config, { incident, step: found })).forEach(print);
    await record(context, config, { id: incident.id, event: ticked(found.id, verb, call.reason) });
    print(`${found.title}: ${verb === 'done' ? 'done' : 'left out'}`);
  })(call);
}

function ticked(id: string, verb: string, reason: string | undefined): NewEvent {
  const why = reason === undefined ? {} : { reason };
  if (verb === 'done') return { kind: 'step', step: id, state: 'done', ...why };
  if (verb !== 'skip')
    fail('usage', { what: `"${verb}" is not run, done or skip`, next: 'ot-recovery --help' });
  if (reason === undefined)
    fail('usage', { what: 'leaving a step out needs a reason', next: 'Add --reason WHY.' });
  return { kind: 'step', step: id, state: 'skipped', reason };
}

function findStep({ steps }: FullChecklist, id: string): ChecklistStep {
  const found = steps.find((each, index) => each.id === id || String(index + 1) === id);
  if (found !== undefined) return found;
  return fail('usage', {
    what: id === '' ? 'which step?' : `there is no step "${id}"`,
    next: `The steps: ${steps.map((each) => each.id).join(', ')}`,
  });
}
