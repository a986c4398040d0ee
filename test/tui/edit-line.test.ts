import { describe, expect, test } from 'vitest';
import type { Edited } from '../../tui/edit-line.ts';
import { edited, editedLines, inserted, pressedIn } from '../../tui/edit-line.ts';
import { textOf, widthOf } from '../../tui/line.ts';

const press = (start: Edited, ...names: readonly string[]) => names.reduce(pressedIn, start);

describe('typing a line', () => {
  test.each<[string, readonly string[], string, number]>([
    ['letters go where the cursor is', ['left', 'left', 'X'], 'abXcd', 3],
    ['backspace takes the one before', ['left', 'backspace'], 'abd', 2],
    ['delete takes the one under it', ['home', 'delete'], 'bcd', 0],
    ['nothing to take at the ends', ['delete', 'home', 'backspace', 'left'], 'abcd', 0],
    ['the ends', ['home', '<', 'end', '>', 'right'], '<abcd>', 6],
    ['the ends as in a shell', ['ctrl-a', '<', 'ctrl-e', '>'], '<abcd>', 6],
    ['all before it goes', ['left', 'ctrl-u'], 'd', 0],
    ['all behind it goes', ['left', 'ctrl-k'], 'abc', 3],
    ['names of keys are no text', ['f5', 'up', 'tab', 'shift-tab'], 'abcd', 4],
    ['characters are whole', ['é', '漢', 'left', 'backspace'], 'abcd漢', 4],
  ])('%s', (_, names, text, cursor) => {
    expect(press(edited('abcd'), ...names)).toEqual({ text, cursor });
  });

  test('what is put in moves the cursor behind it', () => {
    expect(inserted({ text: 'ab', cursor: 1 }, 'XY漢')).toEqual({ text: 'aXY漢b', cursor: 4 });
  });
});

describe('showing a line', () => {
  const long = [...Array(200).keys()].map((index) => String(index % 10)).join('');

  test('a short one is all there, with the place where it goes on', () => {
    expect(editedLines(edited('abc'), 20).map(textOf)).toEqual([' abc_']);
    expect(editedLines({ text: 'abc', cursor: 1 }, 20).map(textOf)).toEqual([' abc', '  ^']);
  });

  test.each([0, 1, 20, 60, 100, 150, 199, 200])('a long one around character %i', (cursor) => {
    const [row = [], mark] = editedLines({ text: long, cursor }, 40);
    expect(widthOf(textOf(row))).toBeLessThanOrEqual(40);
    const under = row.find(({ tone }) => tone === 'cursor')?.text;
    expect(under).toBe(cursor === 200 ? '_' : String(cursor % 10));
    if (mark !== undefined) expect(textOf(row)[textOf(mark).indexOf('^')]).toBe(under);
    expect(textOf(row).startsWith('…')).toBe(cursor > 20);
    expect(textOf(row).endsWith('…')).toBe(cursor < 199);
  });

  test('wide characters count twice', () => {
    for (let cursor = 0; cursor <= 50; cursor += 1) {
      const [row = []] = editedLines({ text: '漢'.repeat(50), cursor }, 31);
      expect(widthOf(textOf(row))).toBeLessThanOrEqual(31);
    }
  });
});
