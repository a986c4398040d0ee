import { formatBytes, formatSeconds } from '../figures.ts';
import { wrapText } from '../wrap-text.ts';
import { readinessText } from './readiness-text.ts';
import type {
  Facts,
  Figure,
  JobReport,
  Report,
  ReplicationReport,
  RunReport,
  VerificationReport,
} from './report.ts';

/** The report for people, as lines of at most so many columns. */
export function reportText(report: Report, columns = 80): readonly string[] {
  const blocks = [
    wrapText(headline(report), { columns, indent: '' }),
    row('Database', databaseText(report), columns),
    ...(report.verification === undefined ? [] : [row('Filestore', verified(report.verification), columns)]),
    row('Versions', versions(report), columns),
    ['', ...jobTable(report, columns)],
    ['', ...readinessText(report, columns)],
  ];
  return blocks.flat();
}

function headline({ host, role, production, sync }: Facts): string {
  const whose = production.state === 'known' ? ` of ${production.value}` : ` (${production.why})`;
  const of = role.kind === 'standby' ? whose : '';
  const mode = sync.state === 'unknown' ? `sync does not run: ${sync.why}` : `sync is ${sync.value}`;
  return `${host}: ${role.kind.toUpperCase()}${of}, ${mode}`;
}

/** How the database stands, in words. */
export function databaseText({ role, replication }: Pick<Facts, 'role' | 'replication'>): string {
  if (role.kind === 'unknown') return `unknown: ${role.why}`;
  if (role.kind === 'primary') return `${role.server} is a primary, it follows nobody`;
  if (replication.state === 'unknown') return `${role.server}, unknown: ${replication.why}`;
  return `${role.server}, ${following(replication.value)}`;
}

function verified({ ageSeconds, kind, referred, bad }: VerificationReport): string {
  const how = kind === 'full' ? 'verified' : 'names and sizes verified';
  const result = bad === 0 ? `all ${referred} files good` : `${bad} of ${referred} files BAD`;
  return `${how} ${formatSeconds(ageSeconds)} ago: ${result}`;
}

const feeds = {
  streaming: 'streaming',
  archive: 'fed by archive',
  none: 'receiving NOTHING',
  unknown: 'how it is fed is not known',
} as const satisfies Record<ReplicationReport['feed'], string>;

function following(replication: ReplicationReport): string {
  const { feed, behindSeconds, bytesToReceive, bytesToReplay, replayPaused, timeline } = replication;
  const seconds = (value: number) => `at most ${formatSeconds(Math.ceil(value))} behind`;
  return [
    feeds[feed],
    told(behindSeconds, seconds, 'how far behind is unknown'),
    ...(feed === 'streaming' ? [`${told(bytesToReceive, formatBytes)} to receive`] : []),
    `${told(bytesToReplay, formatBytes)} to replay`,
    ...(replayPaused ? ['replay PAUSED'] : []),
    `timeline ${timeline}`,
  ].join(', ');
}

function versions({ versions: { program, postgresql, odoo, rsync } }: Facts): string {
  const each = [
    ['PostgreSQL', postgresql],
    ['Odoo', odoo],
    ['rsync', rsync],
  ] as const;
  return [`ot-redundancy ${program}`, ...each.map(([name, figure]) => `${name} ${told(figure)}`)].join(', ');
}

/** A figure for people; what is stale says so. */
function told<T>(figure: Figure<T>, format: (value: T) => string = String, none = 'unknown'): string {
  if (figure.state === 'unknown') return none;
  return figure.state === 'known' ? format(figure.value) : `${format(figure.value)} (${figure.why})`;
}

const columnWidths = { job: 14, success: 16 } as const;

function jobTable({ jobs, sync }: Facts, columns: number): readonly string[] {
  const head = 'Syncs'.padEnd(columnWidths.job) + 'last success'.padEnd(columnWidths.success) + 'last run';
  const off = sync.state === 'known' && sync.value === 'off';
  const rows = jobs.flatMap((report) => {
    const left = report.job.padEnd(columnWidths.job) + successOf(report, off).padEnd(columnWidths.success);
    const [first = '', ...rest] = wrapText(lastRun(report), { columns, indent: ' '.repeat(left.length) });
    return [left + first.trimStart(), ...rest];
  });
  return [head, ...rows];
}

function successOf({ history, timeliness }: JobReport, off: boolean): string {
  if (history.state === 'unknown') return 'unknown';
  const { lastSuccess } = history.value;
  if (lastSuccess === null) return 'never';
  const age = formatSeconds(lastSuccess.ageSeconds);
  return timeliness === 'late' && !off ? `${age} LATE` : `${age} ago`;
}

function lastRun({ history }: JobReport): string {
  if (history.state === 'unknown') return history.why;
  const { last } = history.value;
  if (last === null) return 'never';
  return `${describeRun(last)}, by ${last.by}`;
}

function describeRun(last: RunReport): string {
  const age = formatSeconds(last.ageSeconds);
  if (last.outcome === 'running') return `running for ${age}`;
  if (last.outcome === 'died') return `killed, had begun ${age} ago`;
  if (last.outcome === 'ok') return ['ok', ...changes(last)].join(', ');
  const runs = last.series?.runs ?? 1;
  return `${last.outcome} ${age} ago${runs > 1 ? `, ${runs} times in a row` : ''}`;
}

function changes({ counts }: RunReport): readonly string[] {
  if (counts === null) return [];
  const { added, changed, removed, bytes } = counts;
  const parts = [
    ...(added > 0 ? [`${added} new`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(removed > 0 ? [`${removed} taken away`] : []),
    ...(bytes > 0 ? [formatBytes(bytes)] : []),
  ];
  return parts.length === 0 ? ['unchanged'] : parts;
}

function row(name: string, text: string, columns: number): readonly string[] {
  const width = columnWidths.job;
  const [first = '', ...rest] = wrapText(text, { columns, indent: ' '.repeat(width) });
  return [name.padEnd(width) + first.trimStart(), ...rest];
}
