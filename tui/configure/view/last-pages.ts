import type { Line } from '../../line.ts';
import { cutLine, fit, line, span } from '../../line.ts';
import { paragraph } from '../../paragraph.ts';
import type { Size } from '../../size.ts';
import { marks } from '../../theme.ts';
import type { Item } from '../items.ts';
import { itemsOf } from '../items.ts';
import { pageTexts } from '../pages.ts';
import type { State } from '../state.ts';
import { seen } from '../state.ts';
import { differentLine } from './difference.ts';
import { testLines } from './tests.ts';

/** The pages "Access" and "Write": how things stand, what can be done, and what the tests or the difference say. */
export function lastPageLines(state: State, { columns, rows }: Size): readonly Line[] {
  const items = itemsOf(state);
  const at = Math.min(state.selected[state.page], items.length - 1);
  const item = items[at];
  const list = items.map((each, index) => cutLine(itemLine(each, index === at), columns));
  const above = [
    line(pageTexts[state.page].title, 'strong'),
    [],
    ...list,
    [],
    ...(item === undefined ? [] : aboutItem(item, columns)),
    [],
  ];
  const room = Math.max(0, rows - above.length);
  return [...above, ...below(state, columns, room)].slice(0, rows);
}

function itemLine({ mark, name, text }: Item, here: boolean): Line {
  const { text: symbol, tone } = marks[mark];
  return [
    span(here ? '❯ ' : '  ', 'selected'),
    span(symbol, tone),
    span(` ${fit(name, 11)}`, here ? 'selected' : 'strong'),
    span(text),
  ];
}

function aboutItem({ text, hint }: Item, columns: number): readonly Line[] {
  return [...paragraph(text, columns), ...paragraph(hint, columns, { tone: 'faint' })];
}

function below(state: State, columns: number, rows: number): readonly Line[] {
  if (state.page === 'access') return testLines(state, columns);
  const lines = seen(state.facts.plan)?.lines ?? [];
  const shown = lines.length <= rows ? lines : lines.slice(0, Math.max(0, rows - 1));
  const more = lines.length - shown.length;
  return [
    ...shown.map((each) => cutLine(differentLine(each), columns)),
    ...(more > 0 ? [line(`… and ${more} more lines: v shows all`, 'faint')] : []),
  ];
}
