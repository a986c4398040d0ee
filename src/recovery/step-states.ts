import type { MarkName } from '../marks.ts';
import type { Holder } from '../sync/lock.ts';
import type { Event } from './events.ts';
import type { Incident } from './incident.ts';

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

/** How a step stands now; `unknown`: it was begun, and whoever ran it is gone. */
export interface StepStand extends Omit<StepState, 'state'> {
  readonly state: StepState['state'] | 'unknown';
}

/** The mark of each state. */
export const stepMarks = {
  pending: 'pending',
  running: 'running',
  done: 'good',
  failed: 'bad',
  skipped: 'skipped',
  unknown: 'unknown',
} as const satisfies Record<StepStand['state'], MarkName>;

const promoter = 'ot-disable-standby-mode';
const interrupted = 'it was interrupted: run it again, it goes on from there';
const left = 'it was begun, and whoever ran it is gone: run it again';

/** How a step stands, by the journal and by who is at work. */
export function stepStand(
  { events }: Pick<Incident, 'events'>,
  id: string,
  writer: Pick<Holder, 'what'> | undefined,
): StepStand {
  const told = stepState(events, id);
  // The command of the promotion looks around before it writes anything down.
  const promotes = writer?.what === promoter;
  if (id === 'promote' && promotes && told.state !== 'done')
    return { ...told, state: 'running', reason: undefined };
  const isAtWork = id === 'promote' ? promotes : writer !== undefined;
  if (told.state !== 'running' || isAtWork) return told;
  return { ...told, state: 'unknown', reason: id === 'promote' ? interrupted : left };
}
