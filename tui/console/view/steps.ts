import type { ChecklistStep } from '../../../src/recovery/checklist.ts';
import type { Event } from '../../../src/recovery/events.ts';
import { begunFact } from '../../../src/recovery/promotion/begun.ts';
import type { SiteStep } from '../../../src/recovery/site-steps.ts';
import { stepState } from '../../../src/recovery/step-states.ts';
import type { Recovery, State } from '../state.ts';
import { lastSeen } from '../state.ts';

/** How a step of the checklist stands; `unknown`: it was begun, and whoever ran it is gone. */
export interface StepView {
  readonly step: ChecklistStep | SiteStep;
  readonly state: 'pending' | 'running' | 'done' | 'failed' | 'skipped' | 'unknown';
  readonly at: string | undefined;
  readonly reason: string | undefined;
}

const promoter = 'ot-disable-standby-mode';

/** The checklist with how each step stands. */
export function stepsOf({ snapshot }: State): readonly StepView[] {
  const recovery = lastSeen(snapshot.recovery)?.value;
  return recovery === undefined ? [] : recovery.checklist.steps.map((step) => viewOf(step, recovery));
}

function viewOf(step: ChecklistStep | SiteStep, { incident, writer }: Recovery): StepView {
  const events = incident?.events ?? [];
  const { state, at, reason } = stepState(events, step.id);
  if (step.id === 'promote') return promotionView({ step, state, at, reason }, writer?.what === promoter);
  const left = 'it was begun, and whoever ran it is gone: run it again';
  if (state === 'running' && writer === undefined) return { step, state: 'unknown', at, reason: left };
  return { step, state, at, reason };
}

/** Its command looks around before it writes anything down. */
function promotionView(view: StepView, runs: boolean): StepView {
  const left = 'it was interrupted: run it again, it goes on from there';
  if (runs && view.state !== 'done') return { ...view, state: 'running', reason: undefined };
  return view.state === 'running' ? { ...view, state: 'unknown', reason: left } : view;
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
