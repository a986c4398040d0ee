import type { CheckReport } from '../checks/check.ts';
import type { Finding, Report } from './report.ts';

/** What the checks found wrong, and the verdict by the worst of them. */
export function judge(checks: readonly CheckReport[]): Pick<Report, 'checks' | 'findings' | 'verdict'> {
  const findings = checks.flatMap(findingOf);
  const critical = findings.some(({ level }) => level === 'critical');
  return { checks, findings, verdict: critical ? 'critical' : findings.length > 0 ? 'warning' : 'ok' };
}

function findingOf({ verdict, counts, said, next }: CheckReport): readonly Finding[] {
  if (verdict === 'ok' || !counts) return [];
  return [{ level: verdict === 'failing' ? 'critical' : 'warning', what: said, next: next ?? '' }];
}
