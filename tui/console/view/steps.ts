import type { ChecklistStep } from '../../../src/recovery/checklist.ts';
import type { Event } from '../../../src/recovery/events.ts';
import { begunFact } from '../../../src/recovery/promotion/begun.ts';
import type { SiteStep } from '../../../src/recovery/site-steps.ts';
import type { StepStand } from '../../../src/recovery/step-states.ts';
import { stepStand } from '../../../src/recovery/step-states.ts';
import type { State } from '../state.ts';
import { lastSeen } from '../state.ts';

/** A step of the checklist, and how it stands. */
export interface StepView extends StepStand {
  readonly step: ChecklistStep | SiteStep;
}

/** The checklist with how each step stands. */
export function stepsOf({ snapshot }: State): readonly StepView[] {
  const recovery = lastSeen(snapshot.recovery)?.value;
  if (recovery === undefined) return [];
  const { checklist, incident = { events: [] }, writer } = recovery;
  return checklist.steps.map((step) => ({ step, ...stepStand(incident, step.id, writer) }));
}

/** What the last promotion that was begun has written. */
export function promotionEvents(events: readonly Event[]): readonly Event[] {
  const begun = events.findLastIndex((event) => event.kind === 'fact' && event.name === begunFact);
  return begun < 0 ? [] : events.slice(begun);
}

/** The step that comes next; the last one when all are done. */
export function nextStep(steps: readonly StepView[]): number {
  const next = steps.findIndex(({ state }) => state !== 'done' && state !== 'skipped');
  return next < 0 ? Math.max(0, steps.length - 1) : next;
}

/** Whether somebody has settled the step by a word, and nothing was run whose findings are to be read. */
export function isDecided({ snapshot }: State, id: string): boolean {
  const events = lastSeen(snapshot.recovery)?.value.incident?.events ?? [];
  const said = events.flatMap((event) => (event.kind === 'step' && event.step === id ? [event.state] : []));
  const [last, before] = said.slice(-2).toReversed();
  return (last === 'done' || last === 'skipped') && before !== 'running';
}

/** The selected step. */
export function selectedStep(state: State): StepView | undefined {
  const steps = stepsOf(state);
  return steps[Math.min(state.selected.recovery, steps.length - 1)];
}
