import { firstOf } from '../figures.ts';
import { printable } from '../machines/must.ts';
import { localTime } from '../sync/summary.ts';
import type { JobHistory, JobReport } from './report.ts';

const shownItems = 10;

/**
 * How far a job has left this machine from production, as its records tell: when the two were in step last, and what a
 * later run could not bring over. Nobody can ask production any more.
 */
export function driftText({ job, history }: JobReport): string {
  if (history.state === 'unknown') return printable(`${job}: unknown, ${history.why}`);
  const { lastSuccess } = history.value;
  const when =
    lastSuccess === null ? 'never in step' : `in step at ${localTime(new Date(lastSuccess.startedAt))}`;
  const since = sinceThen(history.value);
  return printable(`${job}: ${when}${since === '' ? '' : `; ${since}`}`);
}

function sinceThen({ last }: JobHistory): string {
  if (last === null || last.outcome === 'ok' || last.outcome === 'running') return '';
  const { leftOut, problems } = last;
  if (leftOut.length > 0) return `the last run left out ${firstOf(leftOut, shownItems, problems)}`;
  return `the last run: ${last.outcome}${last.failure === null ? '' : ` (${last.failure.what})`}`;
}
