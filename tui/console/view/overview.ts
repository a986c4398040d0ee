import type { Line } from '../../line.ts';
import { fitLine, line, sideBySide, span, textOf, widthOf } from '../../line.ts';
import type { Size } from '../../size.ts';
import type { State } from '../state.ts';
import { roleOf } from '../state.ts';
import { ageOf } from './ages.ts';
import { detailLines } from './detail.ts';
import type { Item } from './item.ts';
import { lossItems } from './losses.ts';
import { readinessItems, readinessTitle } from './readiness.ts';
import { scrolledTo } from '../../scrolled.ts';
import { syncItems } from './syncs.ts';

/** All lines of the overview that can be selected, in order. */
export function overviewItems(state: State): readonly Item[] {
  return sections(state).flatMap(({ items }) => items);
}

interface Section {
  readonly title: string;
  readonly items: readonly Item[];
}

function sections(state: State): readonly Section[] {
  const primary = roleOf(state) === 'primary';
  return [
    { title: primary ? 'This machine is in production' : 'If production died now', items: lossItems(state) },
    { title: 'Syncs: last success, last run', items: syncItems(state) },
    { title: readinessTitle(state), items: readinessItems(state) },
  ];
}

const detailFrom = 120;

/** The overview in exactly this room; beside the list the selected line's details when there is room. */
export function overviewLines(state: State, { columns, rows }: Size): readonly Line[] {
  const left = columns >= detailFrom ? Math.floor(columns * 0.58) : columns;
  const items = overviewItems(state);
  const selected = items[Math.min(state.selected.overview, items.length - 1)];
  const list = listLines(state, selected, left);
  const shown = scrolledTo(list.lines, list.selectedRow, rows);
  if (left === columns || selected === undefined) return shown;
  const beside = detailLines(selected.detail, columns - left - 3).map((each) => [
    span('│ ', 'faint'),
    ...each,
  ]);
  return sideBySide(shown, beside.slice(0, rows), left);
}

function listLines(state: State, selected: Item | undefined, columns: number) {
  const lines: Line[] = [];
  let selectedRow = 0;
  for (const { title, items } of sections(state)) {
    if (lines.length > 0) lines.push([]);
    lines.push(lines.length === 0 ? heading(title, state, columns) : line(` ${title}`, 'strong'));
    for (const item of items) {
      const here = item === selected || item.id === selected?.id;
      if (here) selectedRow = lines.length;
      lines.push([span(here ? ' ❯ ' : '   ', 'selected'), ...item.line]);
    }
  }
  return { lines, selectedRow };
}

function heading(title: string, state: State, columns: number): Line {
  const age = ageOf(state.snapshot.report, state.now);
  return [...fitLine(line(` ${title}`, 'strong'), columns - widthOf(textOf(age)) - 1), ...age];
}
