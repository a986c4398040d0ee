import { keyNames, keys } from '../../src/config/keys.ts';
import type { Config } from '../../src/config/keys.ts';
import { checklist } from '../../src/recovery/checklist.ts';
import type { Event, NewEvent } from '../../src/recovery/events.ts';
import type { Incident } from '../../src/recovery/incident.ts';
import { personOf } from '../../src/recovery/person.ts';
import { judgeFacts } from '../../src/checks/run-checks.ts';
import { judge } from '../../src/status/findings.ts';
import type { Facts, JobReport, Report, RunReport } from '../../src/status/report.ts';
import { known, unknown } from '../../src/status/report.ts';
import type { Run } from '../../src/sync/run-history.ts';
import { jobs } from '../../src/sync/jobs.ts';
import type { Looked, Snapshot, State } from '../../tui/console/state.ts';
import { initialState } from '../../tui/console/state.ts';

// Frames show local times.
process.env['TZ'] = 'UTC';

/** The moment at which all stories are looked at. */
export const now = Date.parse('2026-05-04T03:02:01Z');

/** So many seconds before that. */
export function before(seconds: number): string {
  return new Date(now - seconds * 1000).toISOString();
}

/** Something that has just been looked at, or so many seconds ago. */
export function seen<T>(value: T, seconds = 1): Looked<T> {
  return { state: 'seen', value, at: now - seconds * 1000 };
}

// Each value is the default of its own key: the table types it.
const defaults = Object.fromEntries(keyNames.map((name) => [name, keys[name].fallback])) as Config;
const config: Config = { ...defaults, SYNCSRC: 'odoo.example.com' };

/** A run as a report tells of it. */
function runReport(more: Partial<RunReport> = {}): RunReport {
  return {
    ...{
      id: 'run',
      startedAt: before(60),
      endedAt: before(50),
      ageSeconds: 50,
      outcome: 'ok',
      exitCode: 0,
      by: 'cron',
    },
    counts: { present: 200, added: 12, changed: 0, removed: 0, bytes: 3_100_000 },
    ...{ problems: 0, leftOut: [], waiting: false, failure: null },
    ...more,
  };
}

function jobReports(timeliness: JobReport['timeliness'], last: RunReport | null): readonly JobReport[] {
  const lastSuccess = timeliness === 'never' ? null : runReport();
  return jobs.map(({ name, command }) => ({
    ...{ job: name, command, limitSeconds: 3600, timeliness },
    history: known({ lastSuccess, last }),
  }));
}

/** A report of a healthy standby, changed as a story wants it. */
export function report(more: Partial<Facts> = {}): Report {
  const facts: Facts = {
    schemaVersion: 2,
    at: before(1),
    host: 'standby-7',
    production: known('odoo.example.com'),
    sync: known('on'),
    role: { kind: 'standby', server: '15/main' },
    replication: known({
      version: 15,
      systemId: '7350000000000000001',
      feed: 'streaming',
      receiver: {
        ...{ kind: 'seen', status: 'streaming', timeline: 3, lastMessageAge: 1.2 },
        ...{ senderHost: 'odoo.example.com', senderPort: 5432, slot: 'standby', latestEndLsn: '0/5A3F120' },
      },
      replayPaused: false,
      timeline: 3,
      receivedLsn: '0/5A3F120',
      replayedLsn: '0/5A3F120',
      bytesToReceive: known(0),
      bytesToReplay: known(0),
      lastTransactionAt: known(before(2)),
      behindSeconds: known(1.2),
    }),
    jobs: jobReports('in time', runReport()),
    versions: { program: '1.0.0', postgresql: known('15.6'), odoo: known('17.0'), rsync: known('3.2.7') },
    configuration: { path: '/etc/odoo/ot-redundancy-sync.conf', failure: null },
    ...more,
  };
  return { ...facts, ...judge(judgeFacts(facts, config)) };
}

/** The jobs of a report in which each has failed. */
export function failedJobs(): readonly JobReport[] {
  const failure = {
    code: 'unreachable',
    what: 'odoo.example.com does not answer on port 22',
    next: 'Look there.',
  };
  return jobReports('late', runReport({ outcome: 'unreachable', exitCode: 12, counts: null, failure }));
}

/** The jobs of a report in which none has ever run. */
export function freshJobs(): readonly JobReport[] {
  return jobReports('never', null);
}

/** The replication of a machine whose database cannot be asked. */
export const noReplication = unknown<never>('cluster 15/main is down');

const by = { user: 'root', sudoUser: 'alice', host: 'standby-7', pid: 42 };
const alice = personOf(by);
/** Somebody else. */
export const bob = personOf({ user: 'bob' });

/** An incident from what happened in it, a minute apart, the last one a moment ago. */
export function incident(events: readonly NewEvent[]): Incident {
  const stamped = events.map((event, index): Event => ({
    ...event,
    seq: index + 1,
    at: before(5 + 60 * (events.length - 1 - index)),
    by,
  }));
  const open = !stamped.some(({ kind }) => kind === 'finished');
  const id = '20260504T025000Z-abc123';
  return {
    id,
    folder: `/var/lib/ot-redundancy/incidents/${id}`,
    events: stamped,
    damaged: [],
    open,
    leader: alice,
  };
}

/** The first events of every recovery, up to the point where the promotion begins. */
export const opening: readonly NewEvent[] = [
  { kind: 'opened', id: '20260504T025000Z-abc123', why: 'the data centre is dark', version: '1.0.0' },
  { kind: 'step', step: 'exhaust', state: 'running' },
  {
    kind: 'fact',
    name: 'exhaust',
    what: 'no sign of life: ssh, port 22 does not answer within 5 s',
    value: '',
  },
  { kind: 'step', step: 'exhaust', state: 'done', reason: 'go over: hours until it has power again' },
  { kind: 'step', step: 'fence', state: 'done', reason: 'the operator of the data centre has cut its power' },
  { kind: 'step', step: 'image', state: 'skipped', reason: 'no room for one' },
];

/** The same in a drill. */
export const rehearsal: readonly NewEvent[] = [
  {
    kind: 'opened',
    id: '20260504T025000Z-abc123',
    why: 'twice a year',
    version: '1.0.0',
    drill: true,
  },
  ...opening.slice(1),
];

/** Further events: a promotion that waits for the end of the runs. */
export const promoting: readonly NewEvent[] = [
  { kind: 'step', step: 'promote', state: 'running' },
  { kind: 'fact', name: 'timeline-before', what: 'promotion begins, on timeline 3', value: 3 },
  { kind: 'fact', name: 'odoo-conf', what: 'odoo.conf opens the database of this machine', value: '' },
  { kind: 'intent', act: 'sync-off', step: 'promote', what: 'switch sync off' },
  { kind: 'outcome', act: 'sync-off', ok: true, what: 'switch sync off', durationMs: 210, tail: [] },
  { kind: 'intent', act: 'runs-ended', step: 'promote', what: 'end the runs that are under way' },
];

/** The recovery of a snapshot. */
export function recovery(of: Incident | undefined, writer?: string): Snapshot['recovery'] {
  return seen({
    incident: of,
    checklist: { steps: checklist, problems: [] },
    writer: writer === undefined ? undefined : { pid: 4242, pidStart: '1', what: writer },
    notesPath: of === undefined ? '' : `${of.folder}/notes.md`,
    message: of === undefined ? '' : 'Odoo had to leave its usual server.\n\nNo uploaded file is missing.\n',
  });
}

/** A run in the list of all runs. */
export function run(index: number, more: Partial<Run> = {}): Run {
  return {
    ...{ schemaVersion: 1, id: `run-${index}`, job: 'attachments', startedAt: before(index * 3600 + 10) },
    endedAt: before(index * 3600 + 5),
    by: { user: 'root', from: 'cron', host: 'standby-7', pid: 7, pidStart: '1', version: '1.0.0' },
    ...{ outcome: 'ok', exitCode: 0, problems: [], notes: [], output: ['attachments: verified'] },
    counts: { present: 200, added: index, changed: 0, removed: 0, bytes: 0 },
    ...more,
  };
}

/** The console of alice, with what was looked at. */
export function consoleOf(snapshot: Partial<Snapshot> = {}, more: Partial<State> = {}): State {
  const size = { columns: 80, rows: 24 };
  const state = initialState({ host: 'standby-7', me: alice, now, size });
  const standing: Snapshot = {
    config,
    report: seen(report()),
    missing: seen({ files: [], referred: 214_332 }, 41),
    probes: { state: 'not yet' },
    waiting: { state: 'not yet' },
    recovery: recovery(undefined),
    runs: seen([run(1), run(2, { job: 'apt', outcome: 'failed', exitCode: 1 }), run(3)]),
    commands: [],
  };
  return { ...state, ...more, snapshot: { ...standing, ...snapshot } };
}
