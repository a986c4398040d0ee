import { expect, test } from 'vitest';
import { isSettled } from '../../../../src/sync/attachments/database/settled.ts';

const missed = { lsn: '0/500', since: '2026-01-31T02:00:00.000Z' };

test.each([
  ['what had been received then is replayed', { lsn: '0/501', caughtUp: false }, '02:00:01', true],
  ['the end of its row may be on its way', { lsn: '0/500', caughtUp: true }, '02:09:59', false],
  [
    'production says nothing new, and all of it is replayed for a while',
    { lsn: '0/500', caughtUp: true },
    '02:10:00',
    true,
  ],
  ['production may have gone on unseen', { lsn: '0/500', caughtUp: false }, '23:00:00', false],
  ['the clock was set back', { lsn: '0/500', caughtUp: true }, '01:00:00', false],
])('%s', (_, position, time, settled) => {
  expect(isSettled(missed, position, new Date(`2026-01-31T${time}.000Z`))).toBe(settled);
});
