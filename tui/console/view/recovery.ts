import { titleOf } from '../../../src/recovery/is-drill.ts';
import type { Line } from '../../line.ts';
import { cut, line, sideBySide, span } from '../../line.ts';
import type { Size } from '../../size.ts';
import type { State } from '../state.ts';
import { lastSeen, openIncidentOf, roleOf } from '../state.ts';
import { paragraph } from '../../paragraph.ts';
import { stateMarks } from './recovery-marks.ts';
import { scrolledBy, scrolledTo } from '../../scrolled.ts';
import { stepLines } from './step-detail.ts';
import type { StepView } from './steps.ts';
import { nextStep, selectedStep, stepsOf } from './steps.ts';

/** The recovery in exactly this room: the checklist on the left, the selected step on the right. */
export function recoveryLines(state: State, { columns, rows }: Size): readonly Line[] {
  const head = headLines(state, columns);
  const steps = stepsOf(state);
  if (steps.length === 0) return [...head, line(' The checklist is being read.', 'faint')];
  const left = Math.min(60, Math.floor(columns * 0.47));
  const room = rows - head.length;
  const list = scrolledTo(listLines(state, steps, left), state.selected.recovery, room);
  const selected = selectedStep(state);
  const width = columns - left - 3;
  const detail =
    selected === undefined ? [] : scrolledBy(stepLines(state, selected, width), state.scroll, room);
  const beside = Array.from({ length: room }, (_, at) => [span('│ ', 'faint'), ...(detail[at] ?? [])]);
  return [...head, ...sideBySide(list, beside, left)];
}

/** The recovery as text from top to bottom: the checklist, then the selected step. */
export function recoveryPage(state: State, columns: number): readonly Line[] {
  const selected = selectedStep(state);
  const detail = selected === undefined ? [] : [[], ...stepLines(state, selected, columns)];
  return [...headLines(state, columns), ...listLines(state, stepsOf(state), columns), ...detail];
}

/** How many rows of the selected step are out of sight. */
export function recoveryScroll(state: State, { columns, rows }: Size): number {
  const selected = selectedStep(state);
  if (selected === undefined) return 0;
  const left = Math.min(60, Math.floor(columns * 0.47));
  const lines = stepLines(state, selected, columns - left - 3);
  return Math.max(0, lines.length - (rows - headLines(state, columns).length));
}

function headLines(state: State, columns: number): readonly Line[] {
  const [text, tone] = headText(state);
  const problems = lastSeen(state.snapshot.recovery)?.value.checklist.problems ?? [];
  const wrong = problems
    .slice(0, 2)
    .map((problem) => [span('[! ]', 'warning'), span(` ${cut(problem, columns - 6)}`)]);
  return [...paragraph(text, columns - 2, { tone, indent: ' ' }).slice(0, 2), ...wrong, []];
}

function headText(state: State): readonly [string, 'strong' | 'bad' | 'faint' | 'warning'] {
  const recovery = lastSeen(state.snapshot.recovery)?.value;
  const incident = openIncidentOf(state);
  const primary = roleOf(state) === 'primary';
  if (incident !== undefined) {
    const foreign = incident.leader !== state.me;
    const who = foreign ? `led by ${incident.leader}: you only watch` : 'led by you';
    const where = primary ? '. PRIMARY: what remains' : '';
    return [`${titleOf(incident)}, ${who}${where}`, foreign ? 'warning' : 'strong'];
  }
  if (primary)
    return ['This machine is PRIMARY. There is nothing to recover here, and no incident is open.', 'faint'];
  const last = recovery?.incident;
  const before = last === undefined ? '' : ` The last one, ${last.id}, is finished.`;
  return [`No incident is open. "i" opens one when production has failed, "D" a drill.${before}`, 'faint'];
}

function listLines(state: State, steps: readonly StepView[], columns: number): readonly Line[] {
  const next = openIncidentOf(state) === undefined ? -1 : nextStep(steps);
  return steps.map((view, index) => {
    const mark = stateMarks[view.state];
    const here = index === Math.min(state.selected.recovery, steps.length - 1);
    const number = String(index + 1).padStart(2);
    const lead = here ? '❯' : ' ';
    const tone = here ? 'selected' : index === next ? 'strong' : undefined;
    const word = view.state === 'pending' ? (index === next ? ' next' : '') : ` ${view.state}`;
    const title = cut(`${number} ${view.step.title}`, columns - 8 - word.length);
    return [
      span(`${lead} `, 'selected'),
      span(mark.text, mark.tone),
      span(` ${title}`, tone),
      span(word, mark.tone),
    ];
  });
}
