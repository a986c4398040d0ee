import { expect, test } from 'vitest';
import { isSamePerson, personOf, personText } from '../../src/recovery/person.ts';

const near = { user: 'root', from: '192.0.2.5' };
const far = { user: 'root', from: '2001:db8::9' };

test.each([
  ['root at two addresses', near, far, false],
  ['root after a lost connection', near, near, true],
  ['root at an address and behind su', near, { user: 'root' }, true],
  [
    'one person behind sudo, from anywhere',
    { ...near, sudoUser: 'alice' },
    { ...far, sudoUser: 'alice' },
    true,
  ],
  ['two people behind sudo', { ...near, sudoUser: 'alice' }, { ...near, sudoUser: 'bob' }, false],
] as const)('%s', (_, one, other, same) => {
  expect(isSamePerson(personOf(one), personOf(other))).toBe(same);
});

test('an address is told where it tells people apart', () => {
  expect([near, { ...near, sudoUser: 'alice' }].map((each) => personText(personOf(each)))).toEqual([
    'root from 192.0.2.5',
    'alice',
  ]);
});
