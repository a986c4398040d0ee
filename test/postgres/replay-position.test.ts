import { expect, test } from 'vitest';
import { isBeyond } from '../../src/postgres/replay-position.ts';

test.each([
  ['0/3B19558', '0/3B19557', true],
  ['0/3B19558', '0/3B19558', false],
  ['0/A', '0/9', true],
  ['0/10', '0/9', true],
  ['1/0', '0/FFFFFFFF', true],
  ['9/FFFFFFFF', 'A/0', false],
])('%s lies beyond %s: %s', (lsn, other, beyond) => {
  expect(isBeyond(lsn, other)).toBe(beyond);
});
