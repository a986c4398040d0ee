/** The base system of a suite: built once from Debian's mirror, then only read. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { baseFolder, finishFolder, recipes, unfinishedFolder } from './cache.ts';
import { withLock } from './lock.ts';
import { aptTransportOptions, debianMirror } from './mirror.ts';
import { timed } from './say.ts';
import { host } from './shell.ts';
import { packagesOf, type Suite } from './suites.ts';

/** Returns the folder of the suite's base system; builds it first when it isn't there (about two minutes). */
export async function ensureBase(suite: Suite): Promise<string> {
  const folder = baseFolder(suite);
  if (existsSync(folder)) return folder;
  return withLock(`base-${suite.name}`, async () => {
    if (!existsSync(folder)) await timed(`${suite.name}: base system built`, () => build(suite, folder));
    return folder;
  });
}

async function build(suite: Suite, folder: string): Promise<void> {
  const unfinished = await unfinishedFolder(folder);
  const mirror = await debianMirror();
  const sources = [suite.name, ...(suite.odooFromSid ? ['sid'] : [])].map(
    (name) => `deb ${mirror} ${name} main`,
  );
  await host(await mmdebstrap(suite, unfinished), {
    input: `${sources.join('\n')}\n`,
    env: { OT_LAB_PIN: suite.odooFromSid ? suite.odooPackage : '', TMPDIR: '/var/tmp' },
    timeout: 1800,
  });
  await finishFolder(unfinished, folder);
}

// No documentation, but rsync's: on the older Debian its rrsync stands there.
const dpkgOptions = [
  'force-unsafe-io',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/rsync/*',
];

async function mmdebstrap(suite: Suite, folder: string): Promise<readonly string[]> {
  const hook = (name: string): string => `'${join(recipes, 'base', name)}' "$1"`;
  const apt = [
    'APT::Install-Recommends "false"',
    'Acquire::Check-Valid-Until "false"',
    'Acquire::Check-Date "false"',
  ];
  return [
    ...['mmdebstrap', '--quiet', '--mode=root', '--variant=minbase', '--format=directory'],
    '--keyring=/usr/share/keyrings/debian-archive-keyring.gpg',
    `--include=${packagesOf(suite).join(',')}`,
    ...[...apt, ...(await aptTransportOptions())].map((option) => `--aptopt=${option}`),
    ...dpkgOptions.map((option) => `--dpkgopt=${option}`),
    `--setup-hook=${hook('setup.sh')}`,
    `--customize-hook=${hook('customize.sh')}`,
    ...[suite.name, folder, '-'],
  ];
}
