import { printable } from '../../src/machines/must.ts';
import type { ChecklistStep } from '../../src/recovery/checklist.ts';
import type { Incident } from '../../src/recovery/incident.ts';
import type { FullChecklist } from '../../src/recovery/site-steps.ts';
import type { StepState } from '../../src/recovery/step-states.ts';
import { stepState } from '../../src/recovery/step-states.ts';
import { wrap } from '../help.ts';

const marks: Readonly<Record<StepState['state'], string>> = {
  pending: '[  ]',
  running: '[..]',
  done: '[OK]',
  failed: '[!!]',
  skipped: '[--]',
};

/** The checklist with the state of each step, and which comes next. */
export function checklistLines({ steps }: FullChecklist, incident: Incident): readonly string[] {
  const states = steps.map((step) => stepState(incident.events, step.id));
  const lines = steps.map((step, index) => {
    const { state, reason } = states[index] ?? stepState([], step.id);
    const why = reason === undefined ? '' : ` (${printable(reason)})`;
    return ` ${String(index + 1).padStart(2)} ${marks[state]} ${step.id.padEnd(10)} ${step.title}${why}`;
  });
  const next = steps.find((_, index) => !['done', 'skipped'].includes(states[index]?.state ?? 'pending'));
  const then =
    next === undefined ? 'All steps are done: ot-recovery finish' : `Next: ot-recovery step ${next.id}`;
  return [...lines, '', then];
}

/** A step for a person who does it for the first time. */
export function stepLines(step: ChecklistStep, incident: Incident | undefined): readonly string[] {
  const { state } = stepState(incident?.events ?? [], step.id);
  return [
    `${marks[state]} ${step.title}`,
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
