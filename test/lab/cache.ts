/** Where the lab keeps what it built: outside the clone, keyed by what it was made from. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { host } from './shell.ts';
import { extras, packagesOf, type ExtraName, type Suite } from './suites.ts';

const usualCache = '/var/cache/ot-redundancy-lab';

/** The cache's folder: `$OT_LAB_CACHE`, or one that survives a reboot. */
export const cacheFolder = resolve(process.env['OT_LAB_CACHE'] ?? usualCache);

/** Begins the names of namespaces and cgroups: those of pairs in another cache must differ. */
export const labPrefix =
  cacheFolder === usualCache
    ? 'otlab'
    : `otlab${createHash('sha256').update(cacheFolder).digest('hex').slice(0, 6)}`;

/** Folder of recipes: what runs while a base system, or a pair, is made. */
export const recipes = join(import.meta.dirname, 'recipe');

/** Where the lock files are. */
export const lockFolder = join(cacheFolder, 'locks');

/** Where running pairs keep their writable layers and their record. */
export const pairsFolder = join(cacheFolder, 'pairs');

/** The finished base system of a suite, whether built already or not. */
export function baseFolder(suite: Suite): string {
  return join(cacheFolder, `base-${suite.name}-${baseKey(suite)}`);
}

/** The finished layers `production` and `standby` of a suite, whether built already or not. */
export function preparedFolder(suite: Suite): string {
  return join(
    cacheFolder,
    `pair-${suite.name}-${digest([...filesOf('recipe/pair'), 'prepare.ts'], baseKey(suite))}`,
  );
}

/** The finished layer of a set of further packages, whether built already or not. */
export function extraFolder(suite: Suite, name: ExtraName): string {
  const { packages, disable } = extras[name];
  const salt = JSON.stringify([baseKey(suite), packages(suite), disable]);
  return join(cacheFolder, `extra-${suite.name}-${digest([...filesOf('recipe/extra'), 'extras.ts'], salt)}`);
}

/**
 * Makes an empty folder beside `folder`, to be renamed to it when it is complete; what broken-off builds left goes.
 * A name of its own each time: a killed driver's children may still write into theirs.
 */
export async function unfinishedFolder(folder: string): Promise<string> {
  const prefix = `${basename(folder)}.unfinished-`;
  await mkdir(cacheFolder, { recursive: true });
  const left = (await readdir(cacheFolder)).filter((name) => name.startsWith(prefix));
  await Promise.all(left.map((name) => rm(join(cacheFolder, name), { recursive: true, force: true })));
  return mkdtemp(join(cacheFolder, prefix));
}

/** Gives an unfinished folder its name, when all of it is on the disk. */
export async function finishFolder(unfinished: string, folder: string): Promise<void> {
  await host(['sync', '--file-system', unfinished], { timeout: 600 });
  await rename(unfinished, folder);
}

function baseKey(suite: Suite): string {
  return digest([...filesOf('recipe/base'), 'base.ts'], JSON.stringify([suite, packagesOf(suite)]));
}

function filesOf(folder: string): readonly string[] {
  const names = readdirSync(join(import.meta.dirname, folder)).toSorted();
  return names.map((name) => join(folder, name));
}

/** Twelve hex digits over these files of the driver and `salt`. */
function digest(files: readonly string[], salt: string): string {
  const hash = createHash('sha256').update(salt);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(import.meta.dirname, file)));
  return hash.digest('hex').slice(0, 12);
}
