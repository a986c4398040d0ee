import { printable } from '../machines/must.ts';
import type { Report } from './report.ts';

/** Exit codes of a Nagios or Icinga plugin. Source: the Monitoring Plugins' guidelines. */
export const pluginStates = { ok: 0, warning: 1, critical: 2 } as const;

/** The report as the one line of a Nagios or Icinga plugin, with performance data. */
export function reportNagios(report: Report): string {
  const { verdict, findings, role, jobs } = report;
  const healthy = role.kind === 'primary' ? 'primary, sync is off' : `standby, ${jobs.length} syncs in time`;
  const sorted = findings.toSorted((a, b) => a.level.localeCompare(b.level));
  const wrong = sorted.map(({ what }) => what).join('; ');
  // A bar would begin the performance data.
  const text = printable(wrong === '' ? healthy : wrong).replaceAll('|', '/');
  return `OT ${verdict.toUpperCase()} - ${text} | ${performance(report).join(' ')}`.trimEnd();
}

function performance({ replication, jobs, checks }: Report): readonly string[] {
  const behind = replication.state === 'unknown' ? undefined : replication.value.behindSeconds;
  const lag = behind === undefined || behind.state === 'unknown' ? [] : [`lag=${Math.ceil(behind.value)}s`];
  const ages = jobs.flatMap(({ job, history, limitSeconds }) => {
    const last = history.state === 'unknown' ? null : history.value.lastSuccess;
    return last === null ? [] : [`${job}_age=${last.ageSeconds}s;;${limitSeconds};0`];
  });
  const verdicts = (['failing', 'warning', 'unknown'] as const).map((verdict) => {
    return `checks_${verdict}=${checks.filter((check) => check.verdict === verdict).length}`;
  });
  return [...lag, ...ages, ...verdicts];
}
