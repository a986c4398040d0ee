import { judgeFacts } from '../../src/checks/run-checks.ts';
import { keyNames, keys } from '../../src/config/keys.ts';
import type { Config } from '../../src/config/keys.ts';
import { judge } from '../../src/status/findings.ts';
import { describeReplication } from '../../src/status/gather-database.ts';
import type { Facts, JobReport, Report, RunReport } from '../../src/status/report.ts';
import { known } from '../../src/status/report.ts';
import type { Replication } from '../../src/postgres/replication.ts';

// Each value is the default of its own key: the table types it.
const config = Object.fromEntries(keyNames.map((name) => [name, keys[name].fallback])) as Config;

/** A replication that streams with nothing outstanding. */
export const streaming: Replication = {
  version: 15,
  systemId: '7300000000000000001',
  timeline: 3,
  receiver: {
    kind: 'seen',
    status: 'streaming',
    timeline: 3,
    senderHost: 'production',
    senderPort: 5432,
    slot: 'standby',
    latestEndLsn: '0/5A3F120',
    lastMessageAge: 1.4,
    messageTravel: 0.01,
  },
  feed: 'streaming',
  replayPaused: false,
  receivedLsn: '0/5A3F120',
  replayedLsn: '0/5A3F120',
  bytesToReceive: 0,
  bytesToReplay: 0,
  lastTransactionAt: '2026-01-01T00:00:00.000Z',
  lastTransactionAge: 3600,
};

/** A run that went well, 41 s ago. */
export const goodRun: RunReport = {
  id: '20260101T000000.000Z-attachments-aaaaaa',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:00:10.000Z',
  ageSeconds: 41,
  outcome: 'ok',
  exitCode: 0,
  by: 'cron',
  counts: { present: 100, added: 12, changed: 0, removed: 0, bytes: 3_100_000 },
  problems: 0,
  leftOut: [],
  waiting: false,
  failure: null,
};

/** A job whose last run went well. */
export function job(changes: Partial<JobReport> = {}): JobReport {
  const history = known({ lastSuccess: goodRun, last: goodRun });
  const common = { job: 'attachments', command: 'ot-attachments-sync', limitSeconds: 7800 } as const;
  return { ...common, timeliness: 'in time', history, ...changes };
}

/** A job whose last run ended otherwise; its last success is an earlier one. */
export function jobWithLast(last: Partial<RunReport>): JobReport {
  const lastSuccess = { ...goodRun, ageSeconds: 4000 };
  return job({ history: known({ lastSuccess, last: { ...goodRun, ...last } }) });
}

/** A healthy standby, but for the changes. */
export function report(changes: Partial<Facts> = {}): Report {
  const facts: Facts = {
    schemaVersion: 2,
    at: '2026-01-01T00:00:51.000Z',
    host: 'standby1',
    production: known('production.example'),
    sync: known('on'),
    role: { kind: 'standby', server: '15/main' },
    replication: known(describeReplication(streaming)),
    jobs: [job()],
    versions: { program: '1.0.0', postgresql: known('15.4'), odoo: known('14.0'), rsync: known('3.2.7') },
    configuration: { path: '/etc/odoo/ot-redundancy-sync.conf', failure: null },
    ...changes,
  };
  return { ...facts, ...judge(judgeFacts(facts, config)) };
}
