import { expect, test } from 'vitest';
import { difference } from '../../src/configure/difference.ts';

const show = (before: string, after: string) =>
  difference(before, after).map(({ sign, text }) => sign + text);

test.each([
  ['a\nb\n', 'a\nb\n', []],
  ['', 'a\n', ['+a']],
  ['a\n', '', ['-a']],
  ['a\nb\nc\n', 'a\nB\nc\n', ['-b', '+B']],
  ['a\nc\n', 'a\nb\nc\nd\n', ['+b', '+d']],
  ['a\nb\nc', 'c', ['-a', '-b']],
  ['a\r\nb\r\n', 'a\nx\n', ['-b', '+x']],
  ['x\n\ny\n', 'x\n\nz\n\ny\n', ['+z', '+']],
])('%j to %j', (before, after, lines) => {
  expect(show(before, after)).toEqual(lines);
});
