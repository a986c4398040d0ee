import type { Event } from './events.ts';

/** How a step stands, as the journal tells. */
export interface StepState {
  readonly state: 'pending' | 'running' | 'done' | 'failed' | 'skipped';
  readonly at: string | undefined;
  readonly reason: string | undefined;
}

const pending: StepState = { state: 'pending', at: undefined, reason: undefined };

/** The state of a step: what was said of it last. Opening the incident is the first step. */
export function stepState(events: readonly Event[], id: string): StepState {
  const last = events.findLast((event) => event.kind === 'step' && event.step === id);
  if (last?.kind === 'step') return { state: last.state, at: last.at, reason: last.reason };
  const opened = events.find((event) => event.kind === 'opened');
  if (id === 'notes' && opened !== undefined) return { state: 'done', at: opened.at, reason: undefined };
  return pending;
}
