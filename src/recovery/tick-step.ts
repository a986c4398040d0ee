import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import type { ChecklistStep } from './checklist.ts';
import { record, recordFacts } from './incident.ts';
import { requirePrimary } from './require-primary.ts';
import { lookForSigns, probeLines, requireFenced } from './silence.ts';

/** A step that somebody ticks, or leaves out. */
export interface Tick {
  readonly incident: string;
  readonly step: ChecklistStep;
  readonly as: 'done' | 'skipped';
  readonly reason: string | undefined;
}

/**
 * Writes down that a step was done by hand, or is left out. That production is shut down is not believed: it is looked
 * for, and a sign of life wants a reason. A promotion is done on a primary only. Returns what was seen. Throws `usage` (a
 * reason is missing), `production-alive`, `production-unknown`, `not-primary`, `role-unknown`.
 */
export async function tickStep(context: Context, config: Config, tick: Tick): Promise<readonly string[]> {
  const { incident: id, step, as, reason } = tick;
  requireReason(tick);
  // Whoever reads of a promotion, and is told of it, must find it so.
  if (step.id === 'promote' && as === 'done') await requirePrimary(context, config);
  const seen = step.id === 'fence' && as === 'done' ? await lookForSigns(context, config) : [];
  if (reason === undefined) requireFenced(seen);
  const lines = probeLines(seen);
  await recordFacts(context, config, { id, name: step.id, lines });
  const why = reason === undefined ? {} : { reason };
  await record(context, config, { id, event: { kind: 'step', step: step.id, state: as, ...why } });
  return lines;
}

function requireReason({ step, as, reason }: Tick): void {
  if (reason !== undefined) return;
  if (as === 'skipped')
    fail('usage', { what: 'leaving a step out needs a reason', next: 'Add --reason WHY.' });
  if (step.decision !== true) return;
  fail('usage', {
    what: `"${step.title}" ends with a decision, and that needs its reason`,
    next: `ot-recovery step ${step.id} done --reason "WHAT WAS DECIDED, AND WHY"`,
  });
}
