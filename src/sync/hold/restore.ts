import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { foldersOf, pathOf, showName } from '../../files/names.ts';
import { readEntry } from '../../files/walk.ts';
import { fail } from '../../failures.ts';
import { takeLocks } from '../lock.ts';
import { copyWhole } from './copy.ts';
import { makeFoldersLike } from './folders-like.ts';
import type { Hold } from './hold.ts';
import { createHold } from './hold.ts';
import type { HeldRun } from './list.ts';
import { heldNames, listHolds } from './list.ts';
import { filesName } from './manifest.ts';
import { holdFolder } from './own-folder.ts';
import { randomName } from '../../files/random-name.ts';

/** What is to be brought back. */
export interface RestoreRequest {
  /** The run that set it aside. */
  readonly id: string;
  /** Files or folders, absolute or relative to the base, as they are shown. None: everything of the hold. */
  readonly paths: readonly string[];
  /** Whether what stands in the place is to be set aside in turn. */
  readonly replace: boolean;
  /** Only says what would be brought back. */
  readonly dryRun?: boolean;
}

/** What was brought back, and what was not because something stands in its place. Absolute, as shown. */
export interface Restored {
  readonly restored: readonly string[];
  readonly occupied: readonly string[];
}

/**
 * Brings back what a run has set aside, while the job that it belongs to is kept from running. Nothing is overwritten:
 * what stands in the place stays, or goes to a hold of its own. Throws `not-found` and `lock-held`.
 */
export async function restoreHold(
  context: Context,
  config: Config,
  request: RestoreRequest,
): Promise<Restored> {
  const holds = (await listHolds(context, config)).filter((hold) => hold.runId === request.id);
  const names = [...new Set(holds.map((hold) => hold.job))];
  const locks = await takeLocks(context, config, { names, what: 'ot-hold restore', patient: true });
  try {
    const chosen = (await Promise.all(holds.map((hold) => chooseItems(hold, request.paths)))).flat();
    if (chosen.length === 0) notFound(request);
    return await restoreItems(context, chosen, request);
  } finally {
    await Promise.all(locks.map((lock) => lock.release()));
  }
}

interface HeldItem {
  readonly hold: HeldRun;
  readonly name: string;
}

async function chooseItems(hold: HeldRun, paths: readonly string[]): Promise<readonly HeldItem[]> {
  const held = (await heldNames(hold)).filter((name) => readEntry(heldPath(hold, name)) !== undefined);
  const below = (name: string, path: string) => name === path || name.startsWith(`${path}/`);
  const wanted = (name: string) =>
    paths.some((path) => {
      const plain = path.replace(/(.)\/+$/, '$1');
      return below(showPlace(hold, name), plain) || below(showName(name), plain);
    });
  return held.filter((name) => paths.length === 0 || wanted(name)).map((name) => ({ hold, name }));
}

async function restoreItems(
  context: Context,
  items: readonly HeldItem[],
  { replace, dryRun = false }: RestoreRequest,
): Promise<Restored> {
  const restored: string[] = [];
  const occupied: string[] = [];
  const replaced = new Map<HeldRun, Hold>();
  for (const item of items) {
    const place = showPlace(item.hold, item.name);
    const stands = readEntry(pathOf(item.hold.base, item.name)) !== undefined;
    if (stands && !replace) {
      occupied.push(place);
      continue;
    }
    restored.push(place);
    if (dryRun) continue;
    const aside = replaced.get(item.hold) ?? newHold(context, item.hold);
    replaced.set(item.hold, aside);
    await restoreOne(context, item, stands ? aside : undefined);
  }
  if (!dryRun) for (const hold of new Set(items.map((item) => item.hold))) await removeWhenEmpty(hold);
  return { restored, occupied };
}

async function restoreOne(
  context: Context,
  { hold, name }: HeldItem,
  aside: Hold | undefined,
): Promise<void> {
  const files = join(hold.folder, filesName);
  await makeFoldersLike(context, { folders: foldersOf(name), from: files, to: hold.base });
  if (dirname(hold.folder) === holdFolder(hold.base)) {
    await aside?.keep(name);
    await rename(heldPath(hold, name), pathOf(hold.base, name));
  } else {
    await aside?.keepCopy(name);
    await copyBack(context, { hold, name });
  }
}

/** From a hold that may be on another disk. What was there is in a hold of its own by now. */
async function copyBack(context: Context, { hold, name }: HeldItem): Promise<void> {
  const to = pathOf(hold.base, name);
  const beside = pathOf(hold.base, besideName(name));
  await copyWhole(context, heldPath(hold, name), beside);
  if (readEntry(to)?.kind === 'folder') await rm(to, { recursive: true });
  await rename(beside, to);
  await rm(heldPath(hold, name), { recursive: true });
}

function besideName(name: string): string {
  const folder = name.includes('/') ? `${name.slice(0, name.lastIndexOf('/'))}/` : '';
  return `${folder}.ot-restore-${randomName()}`;
}

function newHold(context: Context, { base, folder, job }: HeldRun): Hold {
  const stamp = context.clock
    .now()
    .toISOString()
    .replace(/[-:]|\.\d+/g, '');
  const runId = `${stamp}-restore-${randomName()}`;
  const reason = 'replaced by ot-hold restore';
  return createHold(context, { base, folder: dirname(folder), runId, job, reason });
}

/** A hold of which everything was brought back is of no more use. */
async function removeWhenEmpty(hold: HeldRun): Promise<void> {
  const left = (await heldNames(hold)).some((name) => readEntry(heldPath(hold, name)) !== undefined);
  if (!left) await rm(hold.folder, { recursive: true, force: true });
}

function heldPath(hold: HeldRun, name: string): Buffer {
  return pathOf(join(hold.folder, filesName), name);
}

function showPlace(hold: HeldRun, name: string): string {
  return join(hold.base, showName(name));
}

function notFound({ id, paths }: RestoreRequest): never {
  const what =
    paths.length === 0 ? `there is no hold ${id}` : `the hold ${id} has nothing of ${paths.join(', ')}`;
  fail('not-found', { what, next: 'ot-hold list shows the holds and where their things came from.' });
}
