import { titleOf } from '../../../src/recovery/is-drill.ts';
import { isSamePerson, personText } from '../../../src/recovery/person.ts';
import { stepMarks } from '../../../src/recovery/step-states.ts';
import { marks } from '../../theme.ts';
import type { Line } from '../../line.ts';
import { cut, line, sideBySide, span, wrapColumns } from '../../line.ts';
import type { Size } from '../../size.ts';
import type { State } from '../state.ts';
import { lastSeen, openIncidentOf, roleOf } from '../state.ts';
import { paragraph } from '../../paragraph.ts';
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
  const list = scrolledTo(...listed(state, { columns: left, rows: room }), room);
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
  const [list] = listed(state, { columns, rows: Number.POSITIVE_INFINITY });
  return [...headLines(state, columns), ...list, ...detail];
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
    .map((problem) => [span(marks.warning.text, marks.warning.tone), span(` ${cut(problem, columns - 6)}`)]);
  return [...paragraph(text, columns - 2, { tone, indent: ' ' }).slice(0, 2), ...wrong, []];
}

function headText(state: State): readonly [string, 'strong' | 'bad' | 'faint' | 'warning'] {
  const recovery = lastSeen(state.snapshot.recovery)?.value;
  const incident = openIncidentOf(state);
  const primary = roleOf(state) === 'primary';
  if (incident !== undefined) {
    const foreign = !isSamePerson(incident.leader, state.me);
    const who = foreign ? `led by ${personText(incident.leader)}: you only watch` : 'led by you';
    const where = primary ? '. PRIMARY: what remains' : '';
    return [`${titleOf(incident)}, ${who}${where}`, foreign ? 'warning' : 'strong'];
  }
  if (primary)
    return ['This machine is PRIMARY. There is nothing to recover here, and no incident is open.', 'faint'];
  const last = recovery?.incident;
  const before = last === undefined ? '' : ` The last one, ${last.id}, is finished.`;
  return [`No incident is open. "i" opens one when production has failed, "D" a drill.${before}`, 'faint'];
}

/** The checklist, and the row of the selected step. Titles are cut only where the whole of them has no room. */
function listed(state: State, { columns, rows }: Size): readonly [readonly Line[], number] {
  const steps = stepsOf(state);
  const next = openIncidentOf(state) === undefined ? -1 : nextStep(steps);
  const selected = Math.min(state.selected.recovery, steps.length - 1);
  const stepRows = (whole: boolean) =>
    steps.map((view, index) =>
      titleLines(view, { number: index + 1, here: index === selected, next: index === next, whole, columns }),
    );
  const wrapped = stepRows(true);
  const shown = wrapped.flat().length <= rows ? wrapped : stepRows(false);
  return [shown.flat(), shown.slice(0, selected).flat().length];
}

interface Place {
  readonly number: number;
  readonly here: boolean;
  readonly next: boolean;
  readonly whole: boolean;
  readonly columns: number;
}

function titleLines(view: StepView, place: Place): readonly Line[] {
  const { number, here, next, whole, columns } = place;
  const mark = marks[stepMarks[view.state]];
  const tone = here ? 'selected' : next ? 'strong' : undefined;
  const word = view.state === 'pending' ? (next ? ' next' : '') : ` ${view.state}`;
  // A blank before the line between list and detail.
  const room = columns - besideTitle - 1;
  const { title } = view.step;
  const rows = whole ? wrapColumns(title + word, room) : [cut(title, room - word.length) + word];
  return rows.map((row, index) => {
    const text = row.endsWith(word) ? row.slice(0, row.length - word.length) : row;
    return [
      span(index === 0 && here ? '❯ ' : '  ', 'selected'),
      ...(index === 0
        ? [span(mark.text, mark.tone), span(` ${String(number).padStart(2)} ${text}`, tone)]
        : [span(' '.repeat(besideTitle - 2)), span(text, tone)]),
      ...(index === rows.length - 1 ? [span(row.slice(text.length), mark.tone)] : []),
    ];
  });
}

/** Columns before a title: the cursor, the mark, the number. */
const besideTitle = 10;
