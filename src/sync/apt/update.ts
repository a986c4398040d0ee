import type { Outcome } from '../../machines/command.ts';
import { must, printable } from '../../machines/must.ts';
import type { Apt } from './apt-get.ts';
import { aptGet } from './apt-get.ts';

// apt-get update ends with 0 when a repository could not be fetched and an old list is used instead (apt 2.6).
const fault =
  /^(E: |W: (Failed to fetch|GPG error|An error occurred during the signature|Some index files failed|The repository .* (is not signed|does not have a Release)))/;

/** Fetches the lists of packages; resolves to what went wrong, each a line, none when every list came. */
export async function updateLists(apt: Apt, options: readonly string[] = []): Promise<readonly string[]> {
  const outcome = await aptGet(apt, [...options, 'update']);
  if (outcome.ended !== 'exited') must(outcome, 'fetching the lists of packages');
  const faults = readFaults(outcome);
  if (faults.length > 0 || outcome.exitCode === 0) return faults;
  return [`apt-get update exited with ${outcome.exitCode}`];
}

/** Of standard error alone: "Err:" on standard output may still be followed by a successful attempt. */
function readFaults({ stderr }: Outcome): readonly string[] {
  const lines = stderr.split('\n').filter((line) => fault.test(line));
  return [...new Set(lines.map(printable))].slice(0, 5);
}
