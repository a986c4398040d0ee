/** Forgets layers that nothing has used for a week: every change of a recipe leaves the former ones behind. */
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, pairsFolder } from './cache.ts';
import { readPair } from './record.ts';
import { say } from './say.ts';

const week = 7 * 24 * 3600 * 1000;

/** Notes that this layer is in use today. */
export async function markUsed(folder: string): Promise<void> {
  await writeFile(stamp(folder), '');
}

/** Removes base systems and prepared pairs that were last used over a week ago and that no pair stands on. */
export async function prune(): Promise<void> {
  const pairs = await readdir(pairsFolder).catch(() => []);
  const inUse = pairs.flatMap((pair) => Object.values(readPair(pair)?.layers ?? {})).join(':');
  for (const name of await readdir(cacheFolder)) {
    const folder = join(cacheFolder, name);
    const layer = /^(base|pair|extra)-[a-z]+-[0-9a-f]{12}$/.test(name);
    if (!layer || inUse.includes(name)) continue;
    const used = await stat(stamp(folder)).catch(() => stat(folder));
    if (Date.now() - used.mtimeMs < week) continue;
    await rm(folder, { recursive: true, force: true });
    await rm(stamp(folder), { force: true });
    say(`forgot ${name}: not used for a week`);
  }
}

function stamp(folder: string): string {
  return `${folder}.used`;
}
