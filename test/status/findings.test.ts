import { expect, test } from 'vitest';
import { describeReplication } from '../../src/status/gather-database.ts';
import type { Facts } from '../../src/status/report.ts';
import { known, unknown } from '../../src/status/report.ts';
import { goodRun, job, jobWithLast, report, streaming } from './sample.ts';

const replication = (changes: Partial<typeof streaming>) =>
  known(describeReplication({ ...streaming, ...changes }));
const failure = { code: 'unreachable', what: 'production is gone', next: 'Look.' };
const primary = { kind: 'primary', server: '15/main' } as const;
const late = job({
  timeliness: 'late',
  history: known({ lastSuccess: { ...goodRun, ageSeconds: 90_000 }, last: null }),
});

const healthy: [string, Partial<Facts>][] = [
  ['a standby whose syncs are in time', {}],
  [
    'a standby that is fed by archive',
    { replication: replication({ feed: 'archive', receiver: { kind: 'none' } }) },
  ],
  ['a run that is under way', { jobs: [jobWithLast({ outcome: 'running' })] }],
  ['a run that a person interrupted', { jobs: [jobWithLast({ outcome: 'interrupted' })] }],
  [
    'a promoted machine whose sync is off, its syncs long ago',
    { role: primary, sync: known('off'), jobs: [late] },
  ],
];

test.each(healthy)('nothing is wrong with %s', (_, changes) => {
  const { verdict, findings } = report(changes);
  expect({ verdict, findings }).toEqual({ verdict: 'ok', findings: [] });
});

const wrong: [string, Partial<Facts>, string, RegExp][] = [
  [
    'a late job',
    { jobs: [late] },
    'critical',
    /attachments is late: its last success is 25.0 h old, 2.2 h are allowed/,
  ],
  [
    'a job that never succeeded',
    { jobs: [job({ timeliness: 'never', history: known({ lastSuccess: null, last: null }) })] },
    'warning',
    /attachments has never succeeded/,
  ],
  [
    'a run that was killed',
    { jobs: [jobWithLast({ outcome: 'died' })] },
    'warning',
    /was killed before it ended/,
  ],
  ['a partial run', { jobs: [jobWithLast({ outcome: 'partial' })] }, 'warning', /left something out/],
  [
    'a run that failed',
    { jobs: [jobWithLast({ outcome: 'unreachable', failure })] },
    'warning',
    /did not reach production: production is gone/,
  ],
  ['a run that was refused', { jobs: [jobWithLast({ outcome: 'refused' })] }, 'warning', /was refused/],
  [
    'a run that proved nothing',
    { jobs: [jobWithLast({ outcome: 'unverified' })] },
    'warning',
    /verification/,
  ],
  [
    'records that cannot be read',
    { jobs: [job({ timeliness: 'unknown', history: unknown('/x cannot be read (EACCES)') })] },
    'critical',
    /EACCES/,
  ],
  ['[promise 1] a primary with sync on', { role: primary }, 'critical', /is a primary, but sync is on/],
  [
    'an unknown role',
    { role: { kind: 'unknown', why: 'it is down' } },
    'critical',
    /not certain.*it is down/,
  ],
  ['a standby with sync off', { sync: known('off') }, 'warning', /sync is off/],
  ['sync on without a production', { production: unknown('SYNCSRC is not set') }, 'critical', /SYNCSRC/],
  [
    'a broken configuration',
    { configuration: { path: '/x', failure }, sync: unknown('broken') },
    'critical',
    /production is gone/,
  ],
  ['a replication state that is not known', { replication: unknown('no answer') }, 'critical', /no answer/],
  [
    'a database that receives nothing',
    { replication: replication({ feed: 'none', receiver: { kind: 'none' } }) },
    'critical',
    /receives nothing/,
  ],
  ['paused replay', { replication: replication({ replayPaused: true }) }, 'warning', /replay is paused/],
  [
    'a receiver that hears nothing',
    {
      replication: replication({
        receiver: {
          ...streaming.receiver,
          kind: 'seen',
          status: 'streaming',
          lastMessageAge: 600,
          ...seen(),
        },
      }),
    },
    'warning',
    /has said nothing to the database for 10 min/,
  ],
];

function seen() {
  return { timeline: 3, senderHost: 'p', senderPort: 5432, slot: 's', latestEndLsn: '0/1' };
}

test.each(wrong)('%s is found', (_, changes, verdict, what) => {
  const { findings, ...rest } = report(changes);
  expect(rest.verdict).toBe(verdict);
  expect(findings).toEqual([
    { level: verdict, what: expect.stringMatching(what), next: expect.stringMatching(/\w/) },
  ]);
});

test('with sync off its lateness is not held against a job', () => {
  const { findings } = report({ sync: known('off'), jobs: [late] });
  expect(findings.map(({ what }) => what)).toEqual(['sync is off: this standby is not kept in step']);
});
