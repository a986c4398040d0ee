import type { Config } from '../../config/keys.ts';
import { productionHost } from '../../config/load.ts';
import { fail } from '../../failures.ts';
import type { Outcome } from '../../machines/command.ts';
import { lastLines, must } from '../../machines/must.ts';
import { fellSilent } from '../../machines/rsync.ts';
import { diskFull } from './disk-full.ts';

/** rsync's exit codes after which what arrived is whole, and the rest is known by its absence. Source: rsync(1). */
const answered: readonly (number | undefined)[] = [0, 23, 24];

/** Whether rsync came to its end, perhaps without some of the files. */
export function isAnswered(outcome: Outcome): boolean {
  return outcome.ended === 'exited' && answered.includes(outcome.exitCode);
}

/** Throws what a transfer that broke off stands for. */
export function transferFailure(config: Config, outcome: Outcome): never {
  const said = lastLines(outcome.stderr, 2);
  if (outcome.ended === 'cancelled' || outcome.ended === 'not-started') must(outcome, 'fetching files');
  if (/No space left on device|Disk quota exceeded/.test(outcome.stderr)) throw diskFull(said);
  const next = 'What has arrived is kept. Run again; if it stays, see ot-connection-test.';
  if (outcome.ended === 'timed-out') {
    fail('transfer', { what: `the transfer took longer than ${config.JOB_SECONDS} s (JOB_SECONDS)`, next });
  }
  const how = outcome.exitCode === undefined ? 'was killed' : `ended with ${outcome.exitCode}`;
  fail(fellSilent(outcome) ? 'unreachable' : 'transfer', {
    what: `the transfer from ${productionHost(config)} broke off (rsync ${how}${said === '' ? '' : `: ${said}`})`,
    next,
  });
}
