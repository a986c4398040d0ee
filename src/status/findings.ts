import { formatSeconds } from '../figures.ts';
import type { Facts, Finding, JobReport, Report } from './report.ts';

const silentSeconds = 120;

/** What is wrong with the facts. A promoted machine whose sync is off, and that nothing is wrong with, is healthy. */
export function judge(facts: Facts): Pick<Report, 'findings' | 'verdict'> {
  const findings = [
    ...configurationFindings(facts),
    ...roleFindings(facts),
    ...replicationFindings(facts),
    ...verificationFindings(facts),
    ...(isExpected(facts) ? facts.jobs.flatMap(jobFindings) : []),
  ];
  const critical = findings.some(({ level }) => level === 'critical');
  return { findings, verdict: critical ? 'critical' : findings.length > 0 ? 'warning' : 'ok' };
}

/** Whether the jobs are meant to run here. */
function isExpected({ sync, role }: Facts): boolean {
  return role.kind !== 'primary' && (sync.state === 'unknown' || sync.value === 'on');
}

function configurationFindings({ configuration, production, sync }: Facts): readonly Finding[] {
  const { failure } = configuration;
  if (failure !== null) return [{ level: 'critical', what: failure.what, next: failure.next }];
  if (production.state === 'unknown' && sync.state !== 'unknown' && sync.value === 'on') {
    const what = 'sync is on, but production is not known (SYNCSRC)';
    return [{ level: 'critical', what, next: 'Run ot-configure.' }];
  }
  return [];
}

function roleFindings({ role, sync, host }: Facts): readonly Finding[] {
  const on = sync.state === 'known' && sync.value === 'on';
  if (role.kind === 'unknown') {
    const what = `it is not certain that ${host} is a standby: ${role.why}`;
    const next = 'Bring PostgreSQL up (pg_lsclusters), or correct PG_CLUSTER or PG_HOST.';
    return [{ level: 'critical', what, next }];
  }
  if (role.kind === 'primary') {
    if (!on) return [];
    const what = `${host} is a primary, but sync is on: every sync refuses to run`;
    return [{ level: 'critical', what, next: 'If it was promoted: ot-disable-sync.' }];
  }
  if (sync.state === 'unknown' || on) return [];
  const what = 'sync is off: this standby is not kept in step';
  return [{ level: 'warning', what, next: 'ot-enable-sync' }];
}

function replicationFindings({ replication, role }: Facts): readonly Finding[] {
  if (role.kind !== 'standby') return [];
  if (replication.state === 'unknown') {
    const what = `the replication state is not known: ${replication.why}`;
    return [{ level: 'critical', what, next: "See PostgreSQL's log." }];
  }
  const { feed, replayPaused, receiver } = replication.value;
  const findings: Finding[] = [];
  if (feed === 'none') {
    const what = 'the database receives nothing from production';
    findings.push({ level: 'critical', what, next: "See PostgreSQL's log, here and on production." });
  }
  const age = feed === 'streaming' && receiver.kind === 'seen' ? (receiver.lastMessageAge ?? 0) : 0;
  if (age > silentSeconds) {
    const what = `production has said nothing to the database for ${formatSeconds(age)}`;
    findings.push({ level: 'warning', what, next: 'See the connection to production.' });
  }
  if (replayPaused) {
    const what = 'replay is paused: the database stands still, and cannot be promoted';
    findings.push({ level: 'warning', what, next: 'SELECT pg_wal_replay_resume() lets it go on.' });
  }
  return findings;
}

function verificationFindings({ verification }: Facts): readonly Finding[] {
  if (verification === undefined || verification.bad === 0) return [];
  const what = `${verification.bad} files of the filestore are missing or bad (last verification)`;
  return [{ level: 'warning', what, next: 'ot-verify names them; ot-verify --repair fetches them.' }];
}

function jobFindings(report: JobReport): readonly Finding[] {
  const { job, command, history, timeliness, limitSeconds } = report;
  if (history.state === 'unknown') {
    return [{ level: 'critical', what: `${job}: ${history.why}`, next: 'Run this as root (sudo).' }];
  }
  const { last, lastSuccess } = history.value;
  const findings: Finding[] = [];
  if (timeliness === 'late') {
    const age = formatSeconds(lastSuccess?.ageSeconds ?? 0);
    const what = `${job} is late: its last success is ${age} old, ${formatSeconds(limitSeconds)} are allowed`;
    findings.push({ level: 'critical', what, next: `See why cron does not run it, or run ${command}.` });
  }
  if (timeliness === 'never') {
    findings.push({ level: 'warning', what: `${job} has never succeeded`, next: `Run ${command}.` });
  }
  const wrong = last === null ? undefined : wrongOutcomes[last.outcome];
  if (last === null || wrong === undefined) return findings;
  const why = last.failure === null ? '' : `: ${last.failure.what}`;
  const next = last.failure?.next ?? `Run ${command} to see more.`;
  return [...findings, { level: 'warning', what: `the last run of ${job} ${wrong}${why}`, next }];
}

/** What to say of a last run that is no success. Whoever interrupted one knows it. */
const wrongOutcomes: Partial<Record<string, string>> = {
  died: 'was killed before it ended',
  partial: 'left something out',
  failed: 'failed',
  refused: 'was refused',
  unverified: 'did not pass its verification',
  unreachable: 'did not reach production',
};
