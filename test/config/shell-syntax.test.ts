import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { parseShellFile, quoteForShell } from '../../src/config/shell-syntax.ts';

const read = (text: string) => parseShellFile(text);
const values = (text: string) => read(text).assignments.map(({ name, value }) => [name, value]);

test.each([
  ['A=word', 'word'],
  ['A="two words"', 'two words'],
  ['A=\'single $x `y` \\\\ "z"\'', 'single $x `y` \\\\ "z"'],
  ['A=""', ''],
  ['A=', ''],
  ['A="x" # comment', 'x'],
  ['A=x#y', 'x#y'],
  ['A=a\\ b', 'a b'],
  ['A="\\"q\\" \\$5 \\`b\\` \\\\ \\n"', '"q" $5 `b` \\ \\n'],
  ['A=pre"mid"\'post\'', 'premidpost'],
  ['  export A=x', 'x'],
  ['A=/a:b,c@d+e', '/a:b,c@d+e'],
  ['A=räksmörgås', 'räksmörgås'],
  ['A="x"\r', 'x'],
  ['A=x\u00a0', 'x\u00a0'],
])('%j is read as a shell reads it', (line, value) => {
  expect(read(line).problems).toEqual([]);
  expect(values(line)).toEqual([['A', value]]);
  const script = `${line.replace(/\r$/, '')}\nprintf %s "$A"`;
  expect(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout).toBe(value);
});

test.each([
  ['A=one two', 'one value'],
  ['A = x', 'without blanks around'],
  ['A= x', 'one value'],
  ['just words', 'expected KEY="value"'],
  ['A="open', 'closing "'],
  ["A='open", "closing '"],
  ['A=$(id)', 'not run here'],
  ['A="$(id)"', 'not run here'],
  ['A=`id`', 'not run here'],
  ['A="`id`"', 'not run here'],
  ['A=$HOME', 'not run here'],
  ['A=x; id', 'outside quotes'],
  ['A=x && id', 'one value'],
  ['A=x|id', 'outside quotes'],
  ['A=x>file', 'outside quotes'],
  ['A=x\\', 'outside quotes'],
  ['A="a\\', 'closing "'],
  ['A+=x', 'expected KEY="value"'],
  ['. /etc/other', 'expected KEY="value"'],
  ['if true; then', 'expected KEY="value"'],
  ['A-B=x', 'expected KEY="value"'],
])('[hazard 26] %j is data that is not understood, never code', (line, what) => {
  const { assignments, problems } = read(`# first\n${line}`);
  expect(assignments).toEqual([]);
  expect(problems).toEqual([{ line: 2, what: expect.stringContaining(what) }]);
});

test('lines keep their numbers over comments, blanks and both kinds of endings', () => {
  const { assignments } = read('# a\r\n\r\nA=1\r\n   # b\n\nB=2\n');
  expect(assignments.map(({ name, line }) => [name, line])).toEqual([
    ['A', 3],
    ['B', 6],
  ]);
});

test.each(['', 'plain', 'a b', "it's", '$(id)', '`id`', '\\', '"', 'a\\"b$c`d', 'räk', '!x', '*'])(
  '[promise 8] %j is quoted so that a shell and we read it back',
  (value) => {
    const line = `A=${quoteForShell(value)}`;
    expect(values(line)).toEqual([['A', value]]);
    expect(spawnSync('sh', ['-c', `${line}\nprintf %s "$A"`], { encoding: 'utf8' }).stdout).toBe(value);
  },
);

test('a byte-order mark is named: it cannot be seen, and a shell stumbles over it', () => {
  const what = expect.stringContaining('byte-order mark');
  expect(read('\ufeffA=1\nB=2\n').problems).toEqual([{ line: 1, what }]);
  expect(read('\u00ef\u00bb\u00bfA=1\n').problems).toEqual([{ line: 1, what }]);
});
