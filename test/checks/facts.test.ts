import { expect, test } from 'vitest';
import type { CheckReport } from '../../src/checks/check.ts';
import { describeReplication } from '../../src/status/gather-database.ts';
import type { Facts } from '../../src/status/report.ts';
import { known, unknown } from '../../src/status/report.ts';
import { goodRun, job, jobWithLast, report, streaming } from '../status/sample.ts';

const replication = (changes: Partial<typeof streaming>) =>
  known(describeReplication({ ...streaming, ...changes }));

/** A receiver that streams, but for the changes. */
function receiver(changes: object): typeof streaming.receiver {
  return { ...streaming.receiver, ...changes };
}

const none = { kind: 'none' } as const;
const primary = { kind: 'primary', server: '15/main' } as const;
const mebibyte = 1 << 20;
const verified = {
  at: '2026-01-01T00:00:00.000Z',
  ageSeconds: 60,
  kind: 'full',
  referred: 7,
  bad: 0,
} as const;

function check(id: string, changes: Partial<Facts>): CheckReport | undefined {
  return report(changes).checks.find((each) => each.id === id);
}

const stories: [string, Partial<Facts>, CheckReport['verdict'], RegExp][] = [
  ['configuration', {}, 'ok', /is understood/],
  ['configuration', { production: unknown('SYNCSRC is not set') }, 'failing', /SYNCSRC/],
  ['role', {}, 'ok', /15\/main is a standby/],
  ['role', { role: primary, sync: known('off') }, 'ok', /is a primary/],
  ['role', { role: primary }, 'failing', /is a primary, but sync is on/],
  ['role', { role: { kind: 'unknown', why: 'it is down' } }, 'failing', /not certain.*it is down/],
  ['sync', {}, 'ok', /on/],
  ['sync', { sync: known('off') }, 'warning', /off/],
  ['sync', { sync: unknown('broken') }, 'unknown', /broken/],
  ['receiver', {}, 'ok', /streaming, last message 1 s ago/],
  ['receiver', { replication: unknown('no answer') }, 'failing', /no answer/],
  ['receiver', { replication: replication({ feed: 'archive', receiver: none }) }, 'ok', /from an archive/],
  ['receiver', { replication: replication({ feed: 'none', receiver: none }) }, 'failing', /nothing/],
  ['receiver', { replication: replication({ feed: 'unknown' }) }, 'unknown', /may not see/],
  [
    'receiver',
    { replication: replication({ receiver: receiver({ lastMessageAge: 600 }) }) },
    'warning',
    /10 min/,
  ],
  ['replay', {}, 'ok', /^0 B to replay/],
  ['replay', { replication: replication({ bytesToReplay: 513 * mebibyte }) }, 'warning', /LATE_REPLAY_MB/],
  [
    'replay',
    {
      replication: known(
        describeReplication({ ...streaming, feed: 'archive', receiver: none, bytesToReplay: undefined }),
      ),
    },
    'ok',
    /replayed up to 0\/5A3F120/,
  ],
  [
    'replay',
    {
      replication: known(
        describeReplication({ ...streaming, feed: 'none', receiver: none, bytesToReplay: undefined }),
      ),
    },
    'unknown',
    /not known/,
  ],
  ['replay-paused', {}, 'ok', /not paused/],
  ['replay-paused', { replication: replication({ replayPaused: true }) }, 'warning', /cannot be promoted/],
  ['timeline', {}, 'ok', /^timeline 3$/],
  ['timeline', { replication: replication({ receiver: receiver({ timeline: 4 }) }) }, 'ok', /3/],
  [
    'timeline',
    { replication: replication({ receiver: receiver({ timeline: 2 }) }) },
    'warning',
    /ahead of production/,
  ],
  ['slot', {}, 'ok', /slot standby/],
  [
    'slot',
    { replication: replication({ receiver: receiver({ slot: undefined }), hasArchive: true }) },
    'ok',
    /archive/,
  ],
  ['slot', { replication: replication({ receiver: receiver({ slot: undefined }) }) }, 'unknown', /not seen/],
  ['slot', { replication: replication({ slotSetting: 'standby' }) }, 'ok', /slot standby/],
  [
    'slot',
    { replication: replication({ slotSetting: 'other' }) },
    'warning',
    /is other, but .* uses standby/,
  ],
  [
    'slot',
    { replication: replication({ slotSetting: 'standby', receiver: receiver({ slot: undefined }) }) },
    'warning',
    /uses no slot/,
  ],
  [
    'slot',
    { replication: replication({ slotSetting: '', receiver: receiver({ slot: 'pg_walreceiver_7' }) }) },
    'unknown',
    /goes with the connection/,
  ],
  [
    'slot',
    { replication: replication({ slotSetting: '', receiver: none, feed: 'none' }) },
    'warning',
    /recycles/,
  ],
  [
    'slot',
    { replication: replication({ slotSetting: 'standby', receiver: none, feed: 'none' }) },
    'unknown',
    /if it is still there/,
  ],
  ['clock', {}, 'ok', /agree/],
  [
    'clock',
    { replication: replication({ receiver: receiver({ messageTravel: 60 }) }) },
    'warning',
    /60 s behind/,
  ],
  [
    'clock',
    { replication: replication({ receiver: receiver({ messageTravel: -60 }) }) },
    'warning',
    /60 s ahead/,
  ],
  ['clock', { replication: replication({ receiver: none, feed: 'archive' }) }, 'unknown', /not seen/],
  ['filestore', {}, 'unknown', /never verified/],
  ['filestore', { verification: verified }, 'ok', /all 7 files good, verified 60 s ago/],
  ['filestore', { verification: { ...verified, bad: 2 } }, 'warning', /2 files/],
  [
    'filestore',
    { verification: { ...verified, ageSeconds: 16 * 86_400 } },
    'warning',
    /16 days ago.*LATE_VERIFY_DAYS/,
  ],
  ['job-attachments', {}, 'ok', /last success 41 s ago/],
  ['job-attachments', { jobs: [jobWithLast({ outcome: 'running' })] }, 'ok', /last success/],
  [
    'job-attachments',
    { jobs: [job({ timeliness: 'never', history: known({ lastSuccess: null, last: null }) })] },
    'warning',
    /never/,
  ],
  [
    'job-attachments',
    { jobs: [job({ timeliness: 'unknown', history: unknown('EACCES') })] },
    'failing',
    /EACCES/,
  ],
  [
    'job-attachments',
    {
      jobs: [
        job({
          timeliness: 'late',
          history: known({ lastSuccess: { ...goodRun, ageSeconds: 90_000 }, last: null }),
        }),
      ],
    },
    'failing',
    /is late/,
  ],
  [
    'job-attachments',
    { jobs: [jobWithLast({ outcome: 'partial', leftOut: ['a', 'b', 'c', 'd', 'e', 'f'], problems: 70 })] },
    'warning',
    /left something out: a, b, c, d, e, and 65 more$/,
  ],
  [
    'job-attachments',
    { jobs: [jobWithLast({ outcome: 'partial', leftOut: ['filestore/prod'], waiting: true })] },
    'ok',
    /last success .* ago; the last run of attachments waits for replay to go on: filestore\/prod$/,
  ],
];

test.each(stories)('%s of %j is %s', (id, changes, verdict, said) => {
  const found = check(id, changes);
  expect(found).toMatchObject({ verdict, said: expect.stringMatching(said) });
  if (verdict === 'ok') expect(found?.next).toBeNull();
  else expect(found?.next).toMatch(/\w/);
});

test('what does not apply is not there', () => {
  expect(check('receiver', { role: primary, sync: known('off') })).toBeUndefined();
  expect(check('job-attachments', { sync: known('off') })).toBeUndefined();
  expect(check('slot', { replication: replication({ feed: 'archive', receiver: none }) })).toBeUndefined();
  expect(check('replay', { replication: unknown('no answer') })).toBeUndefined();
});

test('what is unknown for a good reason does not count', () => {
  expect(report({ replication: replication({ receiver: receiver({ slot: undefined }) }) }).verdict).toBe(
    'ok',
  );
});
