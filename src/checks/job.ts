import { firstOf, formatSeconds } from '../figures.ts';
import type { Facts, JobHistory, JobReport } from '../status/report.ts';
import type { JobName } from '../sync/job.ts';
import type { CheckOutcome, FactCheck } from './check.ts';
import { failing, fine, warning } from './check.ts';

const shownItems = 5;

/** A job is in time, and its last run left nothing out. What it left out is the drift that is known. */
export function jobCheck(job: JobName): FactCheck {
  return {
    kind: 'facts',
    id: `job-${job}`,
    title: `${job} in step`,
    roles: ['standby', 'unknown'],
    command: ({ STATE_DIR }) => `ls -t ${STATE_DIR}/runs/${job}`,
    judge(facts) {
      const report = facts.jobs.find((each) => each.job === job);
      return report === undefined || isOff(facts) ? undefined : judgeJob(report);
    },
  };
}

/** With sync off nothing runs, and the check of sync says so. */
function isOff({ sync }: Facts): boolean {
  return sync.state === 'known' && sync.value === 'off';
}

function judgeJob(report: JobReport): CheckOutcome {
  const { job, command, history, timeliness, limitSeconds } = report;
  if (history.state === 'unknown') {
    return failing({ said: `${job}: ${history.why}`, next: 'Run this as root (sudo).' });
  }
  const { last, lastSuccess } = history.value;
  const values = valuesOf(report, history.value);
  const settles = last?.outcome === 'partial' && last.waiting;
  const wrong = settles
    ? 'waits for replay to go on'
    : last === null
      ? undefined
      : wrongOutcomes[last.outcome];
  const why = last?.failure == null ? leftOut(history.value) : `: ${last.failure.what}`;
  const lastRun = wrong === undefined ? undefined : `the last run of ${job} ${wrong}${why}`;
  if (timeliness === 'late') {
    const age = formatSeconds(lastSuccess?.ageSeconds ?? 0);
    const late = `${job} is late: its last success is ${age} old, ${formatSeconds(limitSeconds)} are allowed`;
    const next = last?.failure?.next ?? `See why cron does not run it, or run ${command}.`;
    return failing({ said: lastRun === undefined ? late : `${late}; ${lastRun}`, next, values });
  }
  if (timeliness === 'never') {
    const never = `${job} has never succeeded`;
    const next = last?.failure?.next ?? `Run ${command}.`;
    return warning({ said: lastRun === undefined ? never : `${never}; ${lastRun}`, next, values });
  }
  if (lastRun !== undefined && !settles) {
    const next = last?.failure?.next ?? `Run ${command} to see more.`;
    return warning({ said: lastRun, next, values });
  }
  const waits = lastRun === undefined ? '' : `; ${lastRun}`;
  return fine(`${job}: last success ${formatSeconds(lastSuccess?.ageSeconds ?? 0)} ago${waits}`, values);
}

function leftOut({ last }: JobHistory): string {
  if (last === null || last.leftOut.length === 0) return '';
  return `: ${firstOf(last.leftOut, shownItems, last.problems)}`;
}

function valuesOf({ limitSeconds, timeliness }: JobReport, { last, lastSuccess }: JobHistory) {
  return {
    timeliness,
    limitSeconds,
    lastSuccessSeconds: lastSuccess?.ageSeconds ?? null,
    lastOutcome: last?.outcome ?? null,
    leftOut: last === null ? null : last.leftOut.join(', '),
  };
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
