import { expect, test } from 'vitest';
import { graceOf, longestLag } from '../../../../src/sync/attachments/database/grace.ts';

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

test.each([
  ['a longer one counts from now on', { longestLagSeconds: 60, longestLagAt: '2026-01-29' }, 100, 100, now()],
  ['a shorter one does not', { longestLagSeconds: 600, longestLagAt: '2026-01-31' }, 1, 600, '2026-01-31'],
  [
    'it counts for as long as it was, and a day',
    { longestLagSeconds: 10 * day, longestLagAt: '2026-01-22' },
    1,
    10 * day,
    '2026-01-22',
  ],
  ['not longer', { longestLagSeconds: 10 * day, longestLagAt: '2026-01-20' }, 1, 1, now()],
  [
    'that of a clock which was ahead is forgotten',
    { longestLagSeconds: 9999 * day, longestLagAt: '2053-01-01' },
    1,
    1,
    now(),
  ],
  ['one of which nobody knows when counts from now on', { longestLagSeconds: 600 }, 1, 600, now()],
])('the longest lag: %s', (_, state, lagSeconds, longestLagSeconds, longestLagAt) => {
  expect(longestLag({ state, position: { lagSeconds } }, now())).toEqual({ longestLagSeconds, longestLagAt });
});

function now(): string {
  return '2026-02-01T00:00:00.000Z';
}
