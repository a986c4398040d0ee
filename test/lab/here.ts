/** Whether this computer can have the lab's machines, and the programs they need. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { NotHere } from './errors.ts';
import { withLock } from './lock.ts';
import { timed } from './say.ts';
import { host, succeeds } from './shell.ts';

/** Program that proves a package is there → package. */
const needed: ReadonlyMap<string, string> = new Map([
  ['systemd-nspawn', 'systemd-container'],
  ['mmdebstrap', 'mmdebstrap'],
  ['rsync', 'rsync'],
  ['ssh-keygen', 'openssh-client'],
  ['ip', 'iproute2'],
  ['losetup', 'mount'],
  ['mkfs.ext4', 'e2fsprogs'],
  ['/usr/share/keyrings/debian-archive-keyring.gpg', 'debian-archive-keyring'],
]);

let checked: Promise<void> | undefined;

/** Throws NotHere when machines are impossible here; installs what is missing otherwise. Looks once per process. */
export function ensureHere(): Promise<void> {
  checked ??= look();
  return checked;
}

async function look(): Promise<void> {
  if (process.getuid?.() !== 0) throw new NotHere('it needs root');
  if (!(await succeeds(['apt-get', '--version'])))
    throw new NotHere('it needs a Debian or Ubuntu host (apt-get)');
  mkdirSync(cacheFolder, { recursive: true });
  if (
    !readFileSync('/proc/filesystems', 'utf8').includes('overlay') &&
    !(await succeeds(['modprobe', 'overlay']))
  ) {
    throw new NotHere('the kernel has no overlay file system');
  }
  await withLock('host-packages', installMissing);
  await tryNamespaces();
}

async function installMissing(): Promise<void> {
  const missing: string[] = [];
  for (const [proof, name] of needed) {
    const test = proof.startsWith('/') ? ['test', '-e', proof] : ['sh', '-c', 'command -v "$0"', proof];
    if (!(await succeeds(test))) missing.push(name);
  }
  if (missing.length === 0) return;
  await timed(`installed on this computer: ${missing.join(' ')}`, async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await host(['apt-get', 'update', '-q'], { env, timeout: 300 });
    await host(['apt-get', 'install', '-yq', '--no-install-recommends', ...missing], { env, timeout: 600 });
  });
}

/** Does once, in namespaces that vanish with it, what every machine needs: a bridge, a veth and an overlay. */
async function tryNamespaces(): Promise<void> {
  const folder = mkdtempSync(join(cacheFolder, 'try-'));
  const script = [
    `cd '${folder}' && mkdir lower upper work root`,
    'mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work,redirect_dir=on root',
    'ip link add br0 type bridge && ip link add v0 type veth peer name v1',
  ].join(' && ');
  const possible = await succeeds(['unshare', '--mount', '--net', '--pid', '--fork', 'sh', '-c', script]);
  rmSync(folder, { recursive: true, force: true });
  if (!possible)
    throw new NotHere('no namespaces, bridges or overlay mounts (a container without privileges?)');
}
