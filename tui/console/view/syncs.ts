import { formatBytes, formatSeconds } from '../../../src/figures.ts';
import type { JobReport, Report, RunReport } from '../../../src/status/report.ts';
import type { State } from '../state.ts';
import { lastSeen } from '../state.ts';
import { fit } from '../../line.ts';
import type { Item } from './item.ts';
import { marked } from './item.ts';

/** Each sync with its last success and its last run. Ages go on counting from when the report was made. */
export function syncItems(state: State): readonly Item[] {
  const seen = lastSeen(state.snapshot.report);
  if (seen === undefined) return [];
  const older = Math.max(0, Math.round((state.now - seen.at) / 1000));
  const report = seen.value;
  const stale = state.snapshot.report.state === 'failed';
  return report.jobs.map((job) => {
    const began = runningSince(state, job.job);
    return syncItem(job, { report, older, stale, runs: began === undefined ? undefined : state.now - began });
  });
}

interface Around {
  readonly report: Report;
  /** Seconds since the report was made. */
  readonly older: number;
  readonly stale: boolean;
  /** Milliseconds that a run has been under way; the report does not tell of one that has just begun. */
  readonly runs: number | undefined;
}

function runningSince({ snapshot }: State, name: JobReport['job']): number | undefined {
  const runs = lastSeen(snapshot.runs)?.value ?? [];
  const run = runs.find(({ job, outcome }) => job === name && outcome === 'running');
  return run === undefined ? undefined : Date.parse(run.startedAt);
}

function syncItem(job: JobReport, around: Around): Item {
  const { job: name, command, history, limitSeconds } = job;
  const values =
    history.state === 'unknown'
      ? [history.why]
      : [
          `last success: ${history.value.lastSuccess === null ? 'never' : history.value.lastSuccess.startedAt}`,
          ...runValues(history.value.last),
          `may be ${formatSeconds(limitSeconds)} old`,
        ];
  return {
    id: name,
    line: marked(markOf(job, around), name, textOf(job, around)),
    job: { name, command },
    detail: {
      title: `Sync of ${name}`,
      lookedAt: 'The records of its runs (STATE_DIR/runs).',
      values,
      command: `ot-status, and ${command} --dry-run for what is outstanding`,
      todo: todoOf(job, around),
    },
  };
}

function todoOf({ history, command, timeliness }: JobReport, { report, runs }: Around): string {
  if (report.role.kind === 'primary') return 'Nothing: nothing is synced onto a primary.';
  if (runs !== undefined) return 'Wait for its end; "e" ends it.';
  if (report.sync.state === 'known' && report.sync.value === 'off') return 'Switch sync on: "o".';
  const failure = history.state === 'known' ? history.value.last?.failure : undefined;
  if (failure !== undefined && failure !== null) return failure.next;
  return timeliness === 'in time'
    ? `Nothing: it is in time. "s" runs ${command} now.`
    : `Run it: "s" (${command}).`;
}

function runValues(last: RunReport | null): readonly string[] {
  if (last === null) return ['last run: never'];
  return [
    `last run: ${last.startedAt}, ${last.outcome}, by ${last.by}`,
    ...(last.counts === null ? [] : [`changes: ${changesOf(last.counts)}`]),
    ...(last.problems > 0 ? [`left out: ${last.problems}`] : []),
    ...(last.failure === null ? [] : [`failure: ${last.failure.what}`]),
  ];
}

function markOf(
  { history, timeliness }: JobReport,
  { report, stale, runs }: Around,
): Parameters<typeof marked>[0] {
  if (stale || history.state === 'unknown') return 'unknown';
  if (runs !== undefined) return 'running';
  // On a primary, and while sync is off, nothing is late.
  const expected =
    report.role.kind !== 'primary' && !(report.sync.state === 'known' && report.sync.value === 'off');
  const last = history.value.last?.outcome;
  if (last === 'running') return 'running';
  if (!expected) return 'skipped';
  if (timeliness === 'late') return 'bad';
  if (timeliness === 'never') return 'unknown';
  return last === 'ok' || last === 'interrupted' ? 'good' : 'warning';
}

function textOf({ history, timeliness }: JobReport, { older, runs }: Around): string {
  if (history.state === 'unknown') return `unknown: ${history.why}`;
  const { lastSuccess, last } = history.value;
  const age = lastSuccess === null ? 'never' : `${formatSeconds(lastSuccess.ageSeconds + older)} ago`;
  const before = last === null ? 'never ran' : lastText(last, older);
  const nowOrLast = runs === undefined ? before : `running for ${formatSeconds(Math.max(0, runs) / 1000)}`;
  const late = timeliness === 'late' ? ' LATE' : '';
  return `${fit(age + late, 14)} ${nowOrLast}`;
}

function lastText(last: RunReport, older: number): string {
  const age = formatSeconds(last.ageSeconds + older);
  if (last.outcome === 'running') return `running for ${age}`;
  if (last.outcome === 'died') return `killed, had begun ${age} ago`;
  if (last.outcome !== 'ok')
    return `${last.outcome} ${age} ago${last.failure === null ? '' : `: ${last.failure.what}`}`;
  return last.counts === null ? 'ok' : changesOf(last.counts);
}

/** What a run changed. */
export function changesOf({ added, changed, removed, bytes }: NonNullable<RunReport['counts']>): string {
  const parts = [
    ...(added > 0 ? [`${added} new`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(removed > 0 ? [`${removed} taken away`] : []),
    ...(bytes > 0 ? [formatBytes(bytes)] : []),
  ];
  return parts.length === 0 ? 'unchanged' : parts.join(', ');
}
