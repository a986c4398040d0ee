/** Where the lab keeps what it built: outside the clone, keyed by what it was made from. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Suite } from './suites.ts';

/** The cache's folder: `$OT_LAB_CACHE`, or one that survives a reboot. */
export const cacheFolder = process.env['OT_LAB_CACHE'] ?? '/var/cache/ot-redundancy-lab';

/** Folder of recipes; each subfolder's files together are what a layer is made from. */
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
  return join(cacheFolder, `pair-${suite.name}-${digest(['pair'], baseKey(suite))}`);
}

function baseKey(suite: Suite): string {
  return digest(['base'], JSON.stringify(suite));
}

/** Twelve hex digits over the recipe folders' files, the table of suites and `salt`. */
function digest(folders: readonly string[], salt: string): string {
  const hash = createHash('sha256').update(salt);
  hash.update(readFileSync(join(import.meta.dirname, 'suites.ts')));
  for (const folder of folders) {
    for (const name of readdirSync(join(recipes, folder)).toSorted()) {
      hash.update(`\0${folder}/${name}\0`).update(readFileSync(join(recipes, folder, name)));
    }
  }
  return hash.digest('hex').slice(0, 12);
}
