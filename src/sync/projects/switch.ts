import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import { syncFolder } from '../../files/durable-files.ts';
import { flushDisk } from '../../files/flush-disk.ts';
import type { Hold } from '../hold/hold.ts';
import { createHold } from '../hold/hold.ts';
import { stagingFolder } from '../hold/own-folder.ts';
import type { Healing } from '../job.ts';
import { exchangeFolders } from './exchange.ts';
import { inodeOf } from './inode.ts';
import { pendingSwitch } from './pending.ts';

/** Where the copy of a project is made ready. */
export function stagedPath(config: Config, name: string): string {
  return join(stagingFolder(config.PROJECT_DIR, 'projects'), name);
}

/** The place for what this run takes away. */
export function projectsHold({ context, config, runId }: Healing, reason: string): Hold {
  return createHold(context, { base: config.PROJECT_DIR, runId, job: 'projects', reason });
}

/**
 * Puts a project's verified copy in its place and its earlier version into the hold: in one act where the kernel can
 * exchange two folders, else by two renames. A kill in between is put right by `healSwitch`.
 */
export async function switchIn(healing: Healing, hold: Hold, name: string): Promise<void> {
  const { context, config } = healing;
  const folder = config.PROJECT_DIR;
  const [live, staged] = [join(folder, name), stagedPath(config, name)];
  // A power cut after the switch must not find empty files.
  await flushDisk(context, staged, config.COMMAND_SECONDS * 1000);
  const present = await inodeOf(live);
  if (present === undefined) {
    await rename(staged, live);
    return syncFolder(folder);
  }
  await pendingSwitch.write(context, config, {
    folder,
    name,
    present,
    staged: (await inodeOf(staged)) ?? '',
  });
  await exchangeFolders(context, config, [staged, live]);
  // What stands there tells, not the program: it may have been ended after it did its work.
  if ((await inodeOf(live)) !== present) await hold.keepAs(name, staged);
  else {
    await hold.keep(name);
    await rename(staged, live);
  }
  await syncFolder(folder);
  await pendingSwitch.clear(config);
}

/** Puts right a switch that a killed run had begun: to its end where it was under way, else nothing happened. */
export async function healSwitch(healing: Healing): Promise<void> {
  const { context, config } = healing;
  const pending = await pendingSwitch.read(context, config);
  if (pending !== undefined && pending.folder === config.PROJECT_DIR) {
    const { name } = pending;
    const [live, staged] = [join(config.PROJECT_DIR, name), stagedPath(config, name)];
    if ((await inodeOf(live)) === undefined && (await inodeOf(staged)) === pending.staged) {
      await rename(staged, live);
      context.log.warn(`${name}: a run was killed while it was replaced; its new version is now in place`);
    }
    const switched = (await inodeOf(live)) === pending.staged;
    if (switched && (await inodeOf(staged)) === pending.present) {
      const hold = projectsHold(healing, 'replaced by a run that was killed');
      await hold.keepAs(name, staged);
    }
    await syncFolder(config.PROJECT_DIR);
  }
  await pendingSwitch.clear(config);
}
