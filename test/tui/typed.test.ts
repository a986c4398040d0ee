import { expect, test } from 'vitest';
import { createStore } from '../../tui/console/store.ts';
import { textOf, widthOf } from '../../tui/line.ts';
import { typedLines } from '../../tui/typed.ts';
import * as story from './story.ts';

const rows = (text: string, cursor: number, columns: number) =>
  typedLines({ text, cursor }, columns).map(textOf);

test('a text that is typed goes on over as many rows as it takes, its end marked', () => {
  expect(rows('', 0, 20)).toEqual(['> _']);
  expect(rows('abcdefghij', 10, 8)).toEqual(['> abcde', '  fghij', '  _']);
});

test('a mark below shows where the cursor stands in the text', () => {
  expect(rows('abcdefgh', 6, 8)).toEqual(['> abcde', '  fgh', '   ^']);
});

test('no row is too wide, whatever the letters', () => {
  for (const row of rows('東京のデータセンターは暗い'.repeat(3), 5, 21)) {
    expect(widthOf(row)).toBeLessThanOrEqual(21);
  }
});

test('a note is corrected where it is wrong, not only at its end', () => {
  const { consoleOf, incident, opening, recovery } = story;
  const store = createStore(consoleOf({ recovery: recovery(incident(opening)) }), () => {});
  const keys = ['n', ...'datta', 'left', 'left', 'backspace', 'home', 'X', 'end', '!'];
  for (const key of keys) store.dispatch({ kind: 'key', key });
  expect(store.state().overlay).toMatchObject({ typed: { text: 'Xdata!' } });
});
