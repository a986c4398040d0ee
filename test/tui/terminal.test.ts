import { expect, test } from 'vitest';
import { cut, cutLine, fit, line, span, textOf, widthOf, wrapColumns } from '../../tui/line.ts';
import { readTerminal } from '../../tui/terminal.ts';
import { toAscii } from '../../tui/theme.ts';

const screen = { screen: true, wantsPlain: false, wantsColor: true };
const usual = { TERM: 'xterm', LANG: 'de_DE.UTF-8' };

test.each([
  ['an ordinary terminal', usual, { plain: false, ascii: false, color: true }],
  ['the Linux console', { ...usual, TERM: 'linux' }, { plain: false, ascii: true, color: true }],
  ['no UTF-8', { TERM: 'xterm', LANG: 'C' }, { plain: false, ascii: true, color: true }],
  ['LC_ALL wins', { ...usual, LC_ALL: 'C' }, { plain: false, ascii: true, color: true }],
  ['a dumb terminal', { ...usual, TERM: 'dumb' }, { plain: true, ascii: false, color: false }],
  ['no TERM at all', { LANG: 'C.UTF-8' }, { plain: true, ascii: false, color: true }],
  ['NO_COLOR', { ...usual, NO_COLOR: '1' }, { plain: false, ascii: false, color: false }],
  ['an empty NO_COLOR', { ...usual, NO_COLOR: '' }, { plain: false, ascii: false, color: true }],
  ['a screen reader', { ...usual, INK_SCREEN_READER: 'true' }, { plain: true, ascii: false, color: true }],
])('%s', (_, env, expected) => {
  expect(readTerminal({ env, ...screen })).toEqual(expected);
});

test('what is no screen, or asked for, is plain', () => {
  expect(readTerminal({ env: usual, ...screen, screen: false }).plain).toBe(true);
  expect(readTerminal({ env: usual, ...screen, wantsPlain: true }).plain).toBe(true);
});

test('text is cut and filled by the columns it takes', () => {
  expect([widthOf('漢字'), widthOf('e\u0301'), cut('abcdef', 4), cut('abc', 0)]).toEqual([4, 1, 'abc…', '']);
  expect([fit('漢字', 3), fit('a', 3)]).toEqual(['漢…', 'a  ']);
  expect(textOf(cutLine([span('abc'), span('def'), span('ghi')], 5))).toBe('abcd…');
  expect(textOf(cutLine(line('abc'), 3))).toBe('abc');
});

test('text is broken at blanks, and within words that are too long', () => {
  expect(wrapColumns('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrapColumns('abcdefgh ij', 4)).toEqual(['abcd', 'efgh', 'ij']);
});

test('ASCII is as wide as what it stands for', () => {
  expect(toAscii('❯ a → b … ä')).toBe('> a > b . ?');
});
