import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { errorCode } from '../../files/durable-files.ts';
import type { HeldRun } from './list.ts';
import { isClockSteady } from './steady-clock.ts';
import { holdFolders, listHolds, purgingSuffix } from './list.ts';

/** Which holds are to go. */
export interface PurgeRequest {
  /** Days a hold is kept. Default: HOLD_DAYS. */
  readonly olderThanDays?: number;
  readonly dryRun?: boolean;
}

const dayMs = 86_400_000;

/**
 * Deletes the holds whose time is over, for good; resolves to them. Called at the end of each successful run, which believes
 * a steady clock only. Earlier versions of configuration files are kept by number (CONF_VERSIONS). When days are named,
 * all of it is somebody's will.
 */
export async function purgeHolds(
  context: Context,
  config: Config,
  request: PurgeRequest = {},
): Promise<readonly HeldRun[]> {
  const { olderThanDays = config.HOLD_DAYS, dryRun = false } = request;
  const bySelf = request.olderThanDays === undefined;
  if (bySelf && !(await isClockSteady(context, config))) return [];
  const byNumber = (hold: HeldRun) => hold.job === 'conf' && bySelf;
  const before = context.clock.now().getTime() - olderThanDays * dayMs;
  const old = (await listHolds(context, config)).filter((hold) => Date.parse(hold.heldAt) <= before);
  const due = old.filter((hold) => !byNumber(hold));
  if (dryRun) return due;
  // Renamed first: a hold that is half deleted must not look like one that can be restored.
  for (const { folder } of due) await renameForPurge(folder);
  for (const above of await holdFolders(context, config)) await deletePurging(above);
  return due;
}

async function renameForPurge(folder: string): Promise<void> {
  await rename(folder, `${folder}${purgingSuffix}`).catch((error: unknown) => {
    // A run that purges at the same time was first.
    if (errorCode(error) !== 'ENOENT') throw error;
  });
}

async function deletePurging(above: string): Promise<void> {
  const names = await readdir(above).catch((): string[] => []);
  for (const name of names.filter((each) => each.endsWith(purgingSuffix))) {
    await rm(join(above, name), { recursive: true, force: true });
  }
}
