import { fail } from '../failures.ts';
import type { Outcome } from '../machines/command.ts';
import { lastLines, must } from '../machines/must.ts';
import type { Fetch } from '../machines/rsync.ts';
import { fellSilent } from '../machines/rsync.ts';
import { diskFull, saysDiskFull } from './disk-full.ts';
import type { Session } from './job.ts';

/** rsync's way to say that some files could not be read, or vanished. Source: rsync(1), exit values. */
const partialCodes: readonly (number | undefined)[] = [23, 24];

/** Copies from production. Files that cannot be read there are left out, and told. Throws `transfer` or `unreachable`. */
export async function fetchInto(session: Session, request: Fetch): Promise<readonly string[]> {
  const production = await session.production();
  const outcome = await production.fetch({ inherit: session.lockFds, ...request });
  return readTransfer(outcome, request.from);
}

/** What rsync could not read, in its own words. Throws `transfer` or `unreachable` when it broke off. */
function readTransfer(outcome: Outcome, from: string): readonly string[] {
  if (outcome.ended === 'exited' && partialCodes.includes(outcome.exitCode)) {
    return [lastLines(outcome.stderr.replace(/^rsync error:.*$/gm, ''), 2)];
  }
  if (outcome.ended === 'exited' && outcome.exitCode !== 0) {
    const said = lastLines(outcome.stderr, 2);
    if (saysDiskFull(outcome.stderr)) throw diskFull(said);
    fail(fellSilent(outcome) ? 'unreachable' : 'transfer', {
      what: `the transfer of ${from} broke off: ${said}`,
      next: 'Run again; if it stays, look at the connection: ot-connection-test.',
    });
  }
  must(outcome, `the transfer of ${from}`);
  return [];
}
