import { printable } from '../../src/machines/must.ts';
import { marks } from '../../src/marks.ts';
import type { ChecklistStep } from '../../src/recovery/checklist.ts';
import type { Incident } from '../../src/recovery/incident.ts';
import type { FullChecklist } from '../../src/recovery/site-steps.ts';
import { stepMarks, stepStand } from '../../src/recovery/step-states.ts';
import type { Holder } from '../../src/sync/lock.ts';
import { wrap } from '../help.ts';

/** An incident, and who is at work on it. */
export interface Seen {
  readonly incident: Incident;
  readonly writer: Holder | undefined;
}

/** The checklist with the state of each step, and which comes next. */
export function checklistLines({ steps }: FullChecklist, { incident, writer }: Seen): readonly string[] {
  const stands = steps.map((step) => ({ step, ...stepStand(incident, step.id, writer) }));
  const lines = stands.map(({ step, state, reason }, index) => {
    const why = reason === undefined ? '' : ` (${printable(reason)})`;
    return ` ${String(index + 1).padStart(2)} ${marks[stepMarks[state]]} ${step.id.padEnd(10)} ${step.title}${why}`;
  });
  const next = stands.find(({ state }) => !['done', 'skipped'].includes(state));
  const then =
    next === undefined ? 'All steps are done: ot-recovery finish' : `Next: ot-recovery step ${next.step.id}`;
  return [...lines, '', then];
}

/** A step for a person who does it for the first time. */
export function stepLines(step: ChecklistStep, { incident, writer }: Partial<Seen>): readonly string[] {
  const { state, reason } = stepStand(incident ?? { events: [] }, step.id, writer);
  return [
    `${marks[stepMarks[state]]} ${step.title}`,
    ...(state === 'unknown' && reason !== undefined ? [reason] : []),
    '',
    ...wrap(step.purpose, ''),
    ...(step.noReturn ? ['', 'There is no way back from this step.'] : []),
    ...(step.byHand.length > 0 ? ['', 'By hand:', ...step.byHand.map((line) => `  ${line}`)] : []),
    '',
    step.id === 'promote'
      ? 'ot-disable-standby-mode'
      : `ot-recovery step ${step.id} run | done | skip --reason WHY`,
  ];
}
