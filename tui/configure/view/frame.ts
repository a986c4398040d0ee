import type { Line } from '../../line.ts';
import { cut, cutLine, fitLine, line, sideBySide, span, textOf, widthOf } from '../../line.ts';
import type { Size } from '../../size.ts';
import { smallest } from '../../size.ts';
import { isGroup } from '../pages.ts';
import type { State } from '../state.ts';
import { footerLine } from './footer.ts';
import { groupLines } from './group.ts';
import { lastPageLines } from './last-pages.ts';
import { overlayLines } from './overlay.ts';
import { pageList } from './page-list.ts';
import { around, beside, bodySize } from './size.ts';

/** The whole screen: exactly as many rows as the terminal has, none wider than it. */
export function frameLines(state: State, size: Size): readonly Line[] {
  const { columns, rows } = size;
  if (columns < smallest.columns || rows < smallest.rows) return tooSmall(state, size);
  const body = bodyLines({ ...state, size });
  const filled = Array.from({ length: rows - around }, (_, at) => body[at] ?? []);
  const lines = [headerLine(state, columns), [], ...filled, messageLine(state), footerLine(state, columns)];
  return lines.map((each) => cutLine(each, columns));
}

function bodyLines(state: State): readonly Line[] {
  const { columns, rows } = bodySize(state.size);
  const over = overlayLines(state);
  if (over !== undefined) return over;
  const room = { columns: columns - beside, rows };
  const page = isGroup(state.page) ? groupLines(state, room) : lastPageLines(state, room);
  const list = Array.from({ length: rows }, (_, at) => [
    ...fitLine(pageList(state)[at] ?? [], beside - 2),
    span('│ ', 'faint'),
  ]);
  return sideBySide(list, page, beside);
}

/** The first line: what this is, of which machine, which file, and that nothing is written yet. */
function headerLine({ host, draft }: State, columns: number): Line {
  const { size } = draft.changes;
  const what = size === 0 ? 'no changes' : `${size} change${size === 1 ? '' : 's'}, not written`;
  const state = span(` ${what} `, size === 0 ? 'faint' : 'warning');
  const head = [span(' ot-configure ', 'selected'), span(` ${cut(host, 20)}  `, 'strong')];
  const room = columns - widthOf(textOf(head)) - widthOf(state.text);
  return [...head, ...fitLine(line(cut(draft.path, room - 1)), room), state];
}

function messageLine({ message }: State): Line {
  return message === undefined ? [] : line(` ${message.text}`, message.bad ? 'bad' : 'warning');
}

function tooSmall({ host }: State, { columns, rows }: Size): readonly Line[] {
  const text = [
    host,
    `This terminal has ${columns}×${rows} characters.`,
    `The form needs ${smallest.columns}×${smallest.rows}: enlarge it,`,
    'or leave with q and use --plain.',
  ];
  return text.slice(0, rows).map((each) => cutLine(line(each), columns));
}
