import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { foldersOf, pathOf } from '../../files/names.ts';
import { readEntry } from '../../files/walk.ts';
import type { Context } from '../../context.ts';
import { copyWhole } from '../hold/copy.ts';
import { makeFoldersLike } from '../hold/folders-like.ts';
import type { Hold } from '../hold/hold.ts';
import { createHold } from '../hold/hold.ts';
import { filesName } from '../hold/manifest.ts';
import type { Healing } from '../job.ts';
import type { Pending } from './pending.ts';
import { pendingReplacement } from './pending.ts';
import { besidePath, besidePrefix, removeFile, toBytes } from './put-file.ts';

/** Files that are replaced together: all of them, or none. */
export interface Replacement {
  /** Names its hold, after the id of the run. */
  readonly name: 'odoo' | 'nginx' | 'files';
  /** Everything that `put` touches, absolute, each byte as one character; what is above comes before what is below. */
  readonly paths: readonly string[];
  put(): Promise<void>;
  /** Why the result cannot stay; undefined when it is good. */
  test(): Promise<string | undefined>;
}

/**
 * Replaces files together. Their earlier versions are in the hold before the first is touched, and are put back when
 * the test fails, when something breaks, and, by the next run, when this one is killed. Resolves to why they were.
 */
export async function replaceTogether(
  healing: Healing,
  replacement: Replacement,
): Promise<string | undefined> {
  const { context, config } = healing;
  await context.files.makeFolder(config.STATE_DIR, { mode: 0o750 });
  const hold = confHold(healing, replacement.name);
  await keepAll(hold, replacement.paths);
  const pending: Pending = { hold: hold.folder, paths: [...replacement.paths] };
  await pendingReplacement.write(context, config, pending);
  try {
    await replacement.put();
    const why = await replacement.test();
    if (why !== undefined) await putBack(context, pending);
    await pendingReplacement.clear(config);
    return why;
  } catch (error) {
    await putBack(context, pending);
    await pendingReplacement.clear(config);
    throw error;
  }
}

/** Puts back what a killed run was replacing. */
export async function healReplacement(healing: Healing): Promise<void> {
  const { context, config } = healing;
  const pending = await pendingReplacement.read(context, config);
  if (pending !== undefined) {
    // It may be days ago, and what stands there now somebody's work.
    await keepAll(confHold(healing, 'found'), pending.paths);
    await putBack(context, pending);
    await removeUnfinished(pending.paths);
    context.log.warn(
      'a run was killed while it replaced configuration: the earlier versions are back, what it left is held',
    );
  }
  await pendingReplacement.clear(config);
}

async function keepAll(hold: Hold, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (isBehindLink(path, paths)) continue;
    if (readEntry(toBytes(path))?.kind !== 'folder') await hold.keepCopy(path.slice(1));
  }
}

/** Whether a path leads through one of the others that is a link now: then what stands there is not ours. */
function isBehindLink(path: string, paths: readonly string[]): boolean {
  const above = paths.filter((other) => path.startsWith(`${other}/`));
  return above.some((other) => readEntry(toBytes(other))?.kind === 'link');
}

/** What a killed run was about to rename into its place. */
async function removeUnfinished(paths: readonly string[]): Promise<void> {
  const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
  for (const folder of folders) {
    const names = await readdir(toBytes(folder), { encoding: 'latin1' }).catch((): string[] => []);
    const unfinished = names.filter((name) => name.startsWith(besidePrefix));
    for (const name of unfinished) await rm(toBytes(folder + name), { force: true });
  }
}

function confHold({ context, config, runId }: Healing, name: Replacement['name'] | 'found'): Hold {
  const folder = join(config.STATE_DIR, 'hold');
  const reason = 'earlier versions of configuration files';
  return createHold(context, { base: '/', folder, runId: `${runId}-${name}`, job: 'conf', reason });
}

/** From what is above to what is below for what comes back, the other way round for what goes. */
async function putBack(context: Context, { hold, paths }: Pending): Promise<void> {
  const held = (path: string) => pathOf(join(hold, filesName), path.slice(1));
  const isNew = (path: string) => readEntry(held(path)) === undefined;
  for (const path of [...paths].reverse().filter(isNew)) {
    if (!isBehindLink(path, paths)) await removeFile(path);
  }
  for (const path of paths.filter((each) => !isNew(each))) {
    await makeFoldersLike(context, {
      folders: foldersOf(path.slice(1)),
      from: join(hold, filesName),
      to: '/',
    });
    const beside = toBytes(besidePath(path));
    await copyWhole(context, held(path), beside);
    if (readEntry(toBytes(path))?.kind === 'folder') await removeFile(path);
    await rename(beside, toBytes(path));
  }
  // Nothing was replaced in the end, so it holds no earlier version.
  await rm(hold, { recursive: true, force: true });
}
