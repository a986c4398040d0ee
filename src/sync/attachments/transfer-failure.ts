import type { Config } from '../../config/keys.ts';
import { productionHost } from '../../config/load.ts';
import { fail } from '../../failures.ts';
import { isRefused, tellRefused } from '../../machines/answer.ts';
import type { Outcome } from '../../machines/command.ts';
import { lastLines, must } from '../../machines/must.ts';
import { fellSilent } from '../../machines/rsync.ts';
import type { StreamEnd } from '../../machines/stream.ts';
import { diskFull, saysDiskFull } from '../disk-full.ts';

/** rsync's exit codes after which what arrived is whole, and the rest is known by its absence. Source: rsync(1). */
const answered: readonly (number | undefined)[] = [0, 23, 24];

/** Whether rsync came to its end, perhaps without some of the files. */
export function isAnswered(outcome: Outcome): boolean {
  return outcome.ended === 'exited' && answered.includes(outcome.exitCode);
}

const kept = 'What has arrived is kept. Run again; if it stays, see ot-connection-test.';

/** Throws what a transfer by rsync that broke off stands for. */
export function transferFailure(config: Config, outcome: Outcome): never {
  const said = lastLines(outcome.stderr, 2);
  refuseUnended(config, outcome);
  if (saysDiskFull(outcome.stderr)) throw diskFull(said);
  fail(fellSilent(outcome) ? 'unreachable' : 'transfer', {
    what: `the transfer from ${productionHost(config)} broke off (rsync ${endOf(outcome)}${said === '' ? '' : `: ${said}`})`,
    next: kept,
  });
}

/** Throws what a stream that broke off stands for. */
export function streamFailure(config: Config, folder: string, end: StreamEnd): never {
  const { outcome, silent, thrown } = end;
  if (thrown !== undefined) throw thrown;
  if (isRefused(outcome)) tellRefused(outcome, `stream ${folder}`);
  if (!silent) refuseUnended(config, outcome);
  const said = lastLines(outcome.stderr, 2);
  const how = silent
    ? `nothing came for ${config.TRANSFER_IDLE_SECONDS} s`
    : outcome.exitCode === 0
      ? 'it was cut short'
      : `ssh ${endOf(outcome)}`;
  fail(silent || fellSilent(outcome) ? 'unreachable' : 'transfer', {
    what: `the transfer from ${productionHost(config)} broke off (${how}${said === '' ? '' : `: ${said}`})`,
    next: kept,
  });
}

function refuseUnended(config: Config, outcome: Outcome): void {
  if (outcome.ended === 'cancelled' || outcome.ended === 'not-started') must(outcome, 'fetching files');
  if (outcome.ended !== 'timed-out') return;
  const what = `the transfer took longer than ${config.JOB_SECONDS} s (JOB_SECONDS)`;
  fail('transfer', { what, next: kept });
}

function endOf({ exitCode }: Outcome): string {
  return exitCode === undefined ? 'was killed' : `ended with ${exitCode}`;
}
