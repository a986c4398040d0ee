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
  const left = 'it was begun, and whoever ran it is gone: run it again';
  if (step.id === 'promote' && state === 'pending')
    return promotionView(step, events, writer?.what === promoter);
  if (state === 'running' && writer === undefined) return { step, state: 'unknown', at, reason: left };
  return { step, state, at, reason };
}

function promotionView(step: ChecklistStep | SiteStep, events: readonly Event[], runs: boolean): StepView {
  const own = promotionEvents(events);
  const at = own.at(0)?.at;
  if (own.length === 0) return { step, state: runs ? 'running' : 'pending', at, reason: undefined };
  if (runs) return { step, state: 'running', at, reason: undefined };
  const failed = own.findLast((event) => event.kind === 'outcome');
  if (failed?.kind === 'outcome' && !failed.ok) return { step, state: 'failed', at, reason: failed.what };
  return { step, state: 'unknown', at, reason: 'it was interrupted: run it again, it goes on from there' };
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

/** The selected step. */
export function selectedStep(state: State): StepView | undefined {
  const steps = stepsOf(state);
  return steps[Math.min(state.selected.recovery, steps.length - 1)];
}
