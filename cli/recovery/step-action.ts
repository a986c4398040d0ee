import { fail } from '../../src/failures.ts';
import type { ChecklistStep } from '../../src/recovery/checklist.ts';
import { openIncident } from '../../src/recovery/incident.ts';
import { messageOf } from '../../src/recovery/message.ts';
import { runStep } from '../../src/recovery/run-step.ts';
import type { FullChecklist } from '../../src/recovery/site-steps.ts';
import { readChecklist } from '../../src/recovery/site-steps.ts';
import { readWriter } from '../../src/recovery/writer.ts';
import { tickStep } from '../../src/recovery/tick-step.ts';
import type { RecoveryCall } from './call.ts';
import { alone, lead } from './call.ts';
import { stepLines } from './text.ts';

const verbs: readonly string[] = ['show', 'run', 'done', 'skip'];

/** step ID [run|done|skip]: shows a step, does it, ticks it or leaves it out. */
export async function step(call: RecoveryCall): Promise<void> {
  const { context, config, print } = call;
  const [id = '', verb = 'show', ...rest] = call.words;
  const found = findStep(await readChecklist(context, config), id);
  if (rest.length > 0)
    fail('usage', { what: `"${rest[0]}" is too much`, next: 'ot-recovery step ID [run|done|skip]' });
  if (!verbs.includes(verb))
    fail('usage', { what: `"${verb}" is not run, done or skip`, next: 'ot-recovery --help' });
  if (verb === 'show') return show(call, found);
  await alone(async () => {
    const incident = await lead(call);
    const { inDrill } = call;
    if (verb === 'run')
      return (await runStep(context, config, { incident, step: found, inDrill })).forEach(print);
    const as = verb === 'done' ? 'done' : 'skipped';
    const tick = { incident: incident.id, step: found, as, reason: call.reason } as const;
    (await tickStep(context, config, tick)).forEach(print);
    print(`${found.title}: ${as === 'done' ? 'done' : 'left out'}`);
  })(call);
}

async function show({ context, config, print }: RecoveryCall, step: ChecklistStep): Promise<void> {
  const incident = await openIncident(config);
  const seen = incident === undefined ? {} : { incident, writer: await readWriter(config) };
  stepLines(step, seen).forEach(print);
  if (step.id !== 'inform' || incident === undefined) return;
  ['', 'The message, as the facts stand:', '', messageOf(context, config, incident).trimEnd()].forEach(print);
}

function findStep({ steps }: FullChecklist, id: string): ChecklistStep {
  const found = steps.find((each, index) => each.id === id || String(index + 1) === id);
  if (found !== undefined) return found;
  return fail('usage', {
    what: id === '' ? 'which step?' : `there is no step "${id}"`,
    next: `The steps: ${steps.map((each) => each.id).join(', ')}`,
  });
}
