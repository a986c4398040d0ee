import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, finishFolder, unfinishedFolder } from '../lab/cache.ts';
import { ensureHere } from '../lab/here.ts';
import { withLock } from '../lab/lock.ts';
import { aptTransportOptions, debianMirror } from '../lab/mirror.ts';
import { timed } from '../lab/say.ts';
import { host } from '../lab/shell.ts';
import { presentPackages, type DebianName } from './suites.ts';

/** Folder of a bare Debian system, only to be read; made first when it isn't there (half a minute). */
export async function bareDebian(name: DebianName): Promise<string> {
  await ensureHere();
  const folder = join(cacheFolder, `bare-${name}-${key()}`);
  if (existsSync(folder)) return folder;
  return withLock(`bare-${name}`, async () => {
    if (!existsSync(folder)) await timed(`${name}: bare system made`, () => make(name, folder));
    return folder;
  });
}

async function make(name: DebianName, folder: string): Promise<void> {
  const unfinished = await unfinishedFolder(folder);
  const apt = [
    'APT::Install-Recommends "false"',
    'Acquire::Check-Valid-Until "false"',
    'Acquire::Check-Date "false"',
  ];
  const argv = [
    ...['mmdebstrap', '--quiet', '--mode=root', '--variant=minbase', '--format=directory'],
    '--keyring=/usr/share/keyrings/debian-archive-keyring.gpg',
    `--include=${presentPackages.join(',')}`,
    ...[...apt, ...(await aptTransportOptions())].map((option) => `--aptopt=${option}`),
    '--dpkgopt=force-unsafe-io',
    ...[name, unfinished, `deb ${await debianMirror()} ${name} main`],
  ];
  await host(argv, { env: { TMPDIR: '/var/tmp' }, timeout: 900 });
  await finishFolder(unfinished, folder);
}

function key(): string {
  const hash = createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .update(presentPackages.join(' '));
  return hash.digest('hex').slice(0, 12);
}
