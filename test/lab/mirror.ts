/** The mirror that this computer's own apt uses: no address stands in the lab's files. */
import { LabError } from './errors.ts';
import { host } from './shell.ts';

/** Address of a Debian mirror: `$OT_LAB_MIRROR`, or the one that the host's apt takes its own release from. */
export async function debianMirror(): Promise<string> {
  const given = process.env['OT_LAB_MIRROR'];
  const found =
    given === undefined || given === '' ? ((await mirrorOfApt()) ?? (await afterUpdate())) : given;
  if (found === undefined) throw new LabError('apt here knows no Debian mirror: name one in OT_LAB_MIRROR');
  return found.replace(/\/$/, '');
}

/** apt tells label and code name only of lists that it has fetched. */
async function afterUpdate(): Promise<string | undefined> {
  await host(['apt-get', 'update', '-q'], { timeout: 300 });
  return mirrorOfApt();
}

async function mirrorOfApt(): Promise<string | undefined> {
  const format = '$(LABEL)|$(CODENAME)|$(REPO_URI)';
  const targets = await host(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages']);
  // "bookworm", but not "bookworm-updates", which has a place of its own on some mirrors.
  return /^Debian\|[a-z]+\|(\S+)$/m.exec(targets)?.[1];
}

/** The host's apt settings that reaching a mirror may need (proxy, certificates), as `Key "value"`. */
export async function aptTransportOptions(): Promise<readonly string[]> {
  const dump = await host(['apt-config', 'dump']);
  const useful = /^Acquire::https?::(.*::)?(Proxy|CAInfo|Verify-Peer) ".+";$/;
  return dump
    .split('\n')
    .filter((line) => useful.test(line))
    .map((line) => line.replace(/;$/, ''));
}
