import { exitCodes } from '../exit-codes.ts';
import { formatBytes } from '../figures.ts';
import type { RunResult } from './run-result.ts';

/** How a run ended, in one line: with figures of what it did, or in a dry run would do. */
export function runText({ exit, record, plan, failure }: RunResult, dryRun = false): string {
  const { job, problems, counts } = record;
  if (failure !== undefined || plan === undefined || counts === undefined) {
    return `${job}: ${exitCodes[exit].means}${failure === undefined ? '' : `: ${failure.message}`}`;
  }
  const { added, changed, removed, bytes } = counts;
  const left = problems.length === 0 ? '' : `, ${problems.length} left out`;
  if (added + changed + removed === 0) {
    return left === '' ? `${job}: in step, nothing to do` : `${job}: nothing changed${left}`;
  }
  const size = bytes === 0 ? '' : ` (${formatBytes(bytes)})`;
  const figures = `${added} new, ${changed} changed, ${removed} taken away${size}`;
  return `${job}: ${dryRun ? 'would be' : exit === 'ok' ? 'verified:' : 'in part:'} ${figures}${left}`;
}
