import { expect, test } from 'vitest';
import { foldersOf, nameOf, showName, staysBelow } from '../../src/files/names.ts';

test.each([
  [nameOf('ümlaut ✓'), 'ümlaut ✓'],
  ['latin\xe9', 'latin\\xe9'],
  ['new\nline', 'new\\x0aline'],
  ['\x1b[31m', '\\x1b[31m'],
  [nameOf('\u202eexe.txt'), '\\xe2\\x80\\xaeexe.txt'],
])('%j is shown as %j', (name, shown) => expect(showName(name)).toBe(shown));

test('only relative names without dots stay below', () => {
  expect(['a', 'a/b', '...', '-rf', 'a b'].every(staysBelow)).toBe(true);
  expect(['', '/a', 'a/', 'a//b', '.', '..', 'a/../b', 'a\0b'].some(staysBelow)).toBe(false);
});

test('the folders that lead to a name, the outermost first', () => {
  expect(foldersOf('a/b/c')).toEqual(['a', 'a/b']);
  expect(foldersOf('a')).toEqual([]);
});
