/** Further packages over a base system: a layer of their own, made when the first test asks for it. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { extraFolder, finishFolder, recipes, unfinishedFolder } from './cache.ts';
import { withLock } from './lock.ts';
import { aptTransportOptions, debianMirror } from './mirror.ts';
import { markUsed } from './prune.ts';
import { timed } from './say.ts';
import { host } from './shell.ts';
import { extras, type ExtraName, type Suite } from './suites.ts';

/** Returns the layer with these packages over the suite's base system; makes it first (20 seconds) when it isn't there. */
export async function ensureExtra(suite: Suite, base: string, name: ExtraName): Promise<string> {
  const folder = extraFolder(suite, name);
  await withLock(`extra-${suite.name}-${name}`, async () => {
    if (existsSync(folder)) return;
    await timed(`${suite.name}: ${name} installed`, () => build(suite, { base, folder, name }));
  });
  await markUsed(folder);
  return folder;
}

interface Layer {
  readonly base: string;
  readonly folder: string;
  readonly name: ExtraName;
}

async function build(suite: Suite, { base, folder, name }: Layer): Promise<void> {
  const unfinished = await unfinishedFolder(folder);
  const { packages, disable } = extras[name];
  const apt = ['Acquire::Check-Valid-Until=false', 'Acquire::Check-Date=false'];
  const transport = (await aptTransportOptions()).map((option) => option.replace(/^(\S+) "(.*)"$/, '$1=$2'));
  const script = join(recipes, 'extra', 'install.sh');
  const options = [...apt, ...transport].map((option) => `-o${option}`);
  await host(['unshare', '--mount', '--propagation', 'private', 'sh', script, base, unfinished, ...options], {
    timeout: 900,
    env: {
      SOURCE: `deb ${await debianMirror()} ${suite.name} main`,
      PACKAGES: packages(suite).join(' '),
      DISABLE: disable.join(' '),
    },
  });
  await finishFolder(join(unfinished, 'upper'), folder);
  await rm(unfinished, { recursive: true, force: true });
}
