import type { Figure, Report } from './report.ts';

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The report in Prometheus' text format. A figure that is not known has no sample, never a zero. */
export function reportPrometheus(report: Report): string {
  return metrics(report)
    .filter(({ samples }) => samples.length > 0)
    .map(formatMetric)
    .join('');
}

function metrics(report: Report): readonly Metric[] {
  const { role, sync, replication, jobs, verdict, at, checks } = report;
  const kinds = ['standby', 'primary', 'unknown'] as const;
  const stream = replication.state === 'known' ? replication.value : undefined;
  const levels = { ok: 0, warning: 1, critical: 2 } as const;
  const verdicts = { ok: 0, warning: 1, failing: 2, unknown: 3 } as const;
  const successes = jobs.flatMap(({ job, history }) => {
    const last = history.state === 'unknown' ? null : history.value.lastSuccess;
    return last === null
      ? []
      : [{ labels: { job }, value: Date.parse(last.endedAt ?? last.startedAt) / 1000 }];
  });
  return [
    metric(
      'ot_role',
      'What this machine is.',
      kinds.map((kind) => flag({ role: kind }, kind === role.kind)),
    ),
    metric('ot_sync_on', 'Whether syncs run.', sync.state === 'known' ? [flag({}, sync.value === 'on')] : []),
    metric('ot_health', '0 healthy, 1 warning, 2 critical.', [{ value: levels[verdict] }]),
    metric(
      'ot_replication_behind_seconds',
      "Production's work of at most so many seconds is not here.",
      sample(stream?.behindSeconds),
    ),
    metric(
      'ot_replication_replay_bytes',
      'WAL that is here and not replayed.',
      sample(stream?.bytesToReplay),
    ),
    metric('ot_last_success_timestamp_seconds', 'End of the last verified success.', successes),
    metric(
      'ot_late',
      'Whether the last success is older than allowed, or there is none.',
      jobs
        .filter(({ timeliness }) => timeliness !== 'unknown')
        .map(({ job, timeliness }) => flag({ job }, timeliness !== 'in time')),
    ),
    ...filestoreMetrics(report),
    metric(
      'ot_check',
      'A readiness check: 0 ok, 1 warning, 2 failing, 3 unknown.',
      checks.map(({ id, verdict: found }) => ({ labels: { check: id }, value: verdicts[found] })),
    ),
    metric('ot_report_timestamp_seconds', 'When this was written.', [{ value: Date.parse(at) / 1000 }]),
  ];
}

/** Nothing before the first verification: no figure is a good one. */
function filestoreMetrics({ verification }: Report): readonly Metric[] {
  if (verification === undefined) return [];
  const { at, referred, bad } = verification;
  return [
    metric('ot_filestore_files', 'Files that databases refer to, by the last verification.', [
      { value: referred },
    ]),
    metric('ot_filestore_bad_files', 'How many of them are missing or damaged.', [{ value: bad }]),
    metric('ot_verification_timestamp_seconds', 'When the filestore was last verified.', [
      { value: Date.parse(at) / 1000 },
    ]),
  ];
}

function metric(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, samples };
}

function flag(labels: Readonly<Record<string, string>>, holds: boolean): Sample {
  return { labels, value: holds ? 1 : 0 };
}

/** Stale is not known: a graph has no footnotes. */
function sample(figure: Figure<number> | undefined): readonly Sample[] {
  return figure?.state === 'known' ? [{ value: figure.value }] : [];
}

function formatMetric({ name, help, samples }: Metric): string {
  const lines = samples.map(({ labels, value }) => {
    // Label values are names from our own tables: nothing to escape.
    const pairs = Object.entries(labels ?? {}).map(([key, text]) => `${key}="${text}"`);
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}
