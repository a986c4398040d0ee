/** The mirror that this computer's own apt uses: no address stands in the lab's files. */
import { readFileSync } from 'node:fs';
import { NotHere } from './errors.ts';
import { host } from './shell.ts';

/** Address of a Debian mirror: `$OT_LAB_MIRROR`, or the one that the host's apt takes its own release from. */
export async function debianMirror(): Promise<string> {
  const given = process.env['OT_LAB_MIRROR'];
  if (given !== undefined && given !== '') return given;
  const format = '$(ORIGIN)|$(RELEASE)|$(REPO_URI)';
  const targets = await host(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages']);
  const codename = /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  const own = targets.split('\n').find((line) => line.startsWith(`Debian|${codename}|`));
  const address = own?.split('|')[2];
  if (address === undefined) {
    throw new NotHere('its apt knows no Debian mirror; name one in OT_LAB_MIRROR (and run apt-get update)');
  }
  return address.replace(/\/$/, '');
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
