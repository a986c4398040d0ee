import { expect, test } from 'vitest';
import { graceOf } from '../../../../src/sync/attachments/database/grace.ts';

const day = 86_400;

test.each([
  [{ ORPHAN_DAYS: 7, longest: 0, lag: 0 }, 7],
  [{ ORPHAN_DAYS: 1, longest: 0, lag: 0 }, 1],
  [{ ORPHAN_DAYS: 1, longest: 3 * day, lag: 0 }, 4],
  [{ ORPHAN_DAYS: 7, longest: 3 * day, lag: 0 }, 7],
  [{ ORPHAN_DAYS: 1, longest: day, lag: 2 * day }, 3],
])('%j: a file without a row stays for %d days', ({ ORPHAN_DAYS, longest, lag }, days) => {
  const position = { paused: false, lagSeconds: lag };
  expect(graceOf({ ORPHAN_DAYS }, { longestLagSeconds: longest }, position).days).toBe(days);
});

test.each([
  [false, 0, undefined],
  [false, 600, undefined],
  [false, 7200, 'replay is behind'],
  [true, 0, 'replay is paused'],
])('paused %s, %d s behind: %s', (paused, lagSeconds, waitsFor) => {
  const grace = graceOf({ ORPHAN_DAYS: 7 }, { longestLagSeconds: 0 }, { paused, lagSeconds });
  expect(grace.waitsFor).toBe(waitsFor);
});
