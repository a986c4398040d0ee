import { expect, test } from 'vitest';
import { describeReplication } from '../../src/status/gather-database.ts';
import { reportNagios } from '../../src/status/nagios.ts';
import { reportPrometheus } from '../../src/status/prometheus.ts';
import { known, unknown } from '../../src/status/report.ts';
import { reportText } from '../../src/status/text.ts';
import { goodRun, job, jobWithLast, report, streaming } from './sample.ts';

const text = (changes: Parameters<typeof report>[0] = {}) => reportText(report(changes)).join('\n');

test('the text of a healthy standby', () => {
  expect(text()).toBe(
    [
      'standby1: STANDBY of production.example, sync is on',
      'Database      15/main, streaming, at most 2 s behind, 0 B to receive, 0 B to',
      '              replay, timeline 3',
      'Versions      ot-redundancy 1.0.0, PostgreSQL 15.4, Odoo 14.0, rsync 3.2.7',
      '',
      'Syncs         last success    last run',
      'attachments   41 s ago        ok, 12 new, 3.1 MB, by cron',
      '',
      'Readiness     1 unknown, 10 ok: nothing is wrong',
      '  [??] the filestore was never verified here, or the result cannot be read',
      '       → ot-verify reads every file once and compares it with the database.',
      '  [OK] /etc/odoo/ot-redundancy-sync.conf is understood',
      '  [OK] 15/main is a standby',
      '  [OK] sync is on',
      '  [OK] streaming, last message 1 s ago',
      '  [OK] 0 B to replay',
      '  [OK] replay is not paused',
      '  [OK] timeline 3',
      '  [OK] slot standby on production keeps WAL for this standby',
      '  [OK] the clocks agree',
      '  [OK] attachments: last success 41 s ago',
    ].join('\n'),
  );
});

test('the text of a standby whose production is not configured yet', () => {
  expect(text({ production: unknown('SYNCSRC is not set') })).toMatch(
    /^standby1: STANDBY \(SYNCSRC is not set\), sync is on\n/,
  );
});

test('no line of the text is wider than 80 columns, whatever is said', () => {
  const what = 'word '.repeat(60).trim();
  const failed = jobWithLast({ outcome: 'failed', failure: { code: 'program', what, next: what } });
  const lines = reportText(report({ role: { kind: 'unknown', why: what }, jobs: [failed] }));
  expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
  expect(lines.length).toBeGreaterThan(20);
});

test('what is unknown is called so, and what is stale says why', () => {
  const none = { kind: 'none' } as const;
  const archive = describeReplication({ ...streaming, feed: 'archive', receiver: none });
  expect(text({ replication: known(archive) })).toContain(
    'fed by archive, at most 60 min behind (fed by archive:',
  );
  expect(text({ replication: unknown('no answer') })).toContain('15/main, unknown: no answer');
  expect(text({ role: { kind: 'unknown', why: 'it is down' } })).toContain('standby1: UNKNOWN, sync is on');
});

test.each([
  ['running', /running for 41 s, by cron/],
  ['died', /killed, had begun 41 s ago/],
  ['partial', /partial 41 s ago/],
] as const)('a last run that is %s', (outcome, line) => {
  expect(text({ jobs: [jobWithLast({ outcome })] })).toMatch(line);
});

test('late stands beside the age', () => {
  const history = known({ lastSuccess: { ...goodRun, ageSeconds: 90_000 }, last: goodRun });
  expect(text({ jobs: [job({ timeliness: 'late', history })] })).toMatch(/^attachments +25\.0 h LATE/m);
});

test('the line of Nagios', () => {
  expect(reportNagios(report())).toBe(
    'OT OK - standby, 1 syncs in time | lag=2s attachments_age=41s;;7800;0 checks_failing=0 checks_warning=0 checks_unknown=1',
  );
  const bad = report({ role: { kind: 'unknown', why: 'a | b\nc' } });
  const line = reportNagios(bad);
  expect(line).toMatch(/^OT CRITICAL - .* a \/ b\?c \| lag/);
  expect(line.split('|')).toHaveLength(2);
});

test('the metrics of Prometheus', () => {
  const verification = {
    at: '2026-01-01T00:00:00Z',
    ageSeconds: 9,
    kind: 'full',
    referred: 214_332,
    bad: 2,
  } as const;
  const metrics = reportPrometheus(report({ verification }));
  expect(metrics).toContain('ot_role{role="standby"} 1\not_role{role="primary"} 0\n');
  expect(metrics).toContain('ot_last_success_timestamp_seconds{job="attachments"} 1767225610\n');
  expect(metrics).toContain('ot_replication_behind_seconds 1.4\n');
  expect(metrics).toContain('ot_check{check="role"} 0\n');
  expect(metrics).toContain('ot_check{check="filestore"} 1\n');
  expect(metrics).toContain('ot_late{job="attachments"} 0\n');
  expect(metrics).toContain('ot_filestore_files 214332\n');
  expect(metrics).toContain('ot_filestore_bad_files 2\n');
  expect(metrics).toContain('ot_verification_timestamp_seconds 1767225600\n');
  for (const line of metrics.trimEnd().split('\n')) {
    expect(line).toMatch(/^(# (HELP|TYPE) ot_\w+ .+|ot_\w+(\{\w+="[\w-]+"\})? [\d.]+)$/);
  }
});

test('a metric that is not known has no sample, never a zero', () => {
  const metrics = reportPrometheus(
    report({ replication: unknown('no answer'), sync: unknown('broken'), jobs: [] }),
  );
  for (const name of [
    'ot_replication_behind_seconds',
    'ot_sync_on',
    'ot_last_success',
    'ot_late',
    'ot_filestore',
  ]) {
    expect(metrics).not.toContain(name);
  }
});
