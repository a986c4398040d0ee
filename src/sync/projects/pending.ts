import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { errorCode } from '../../files/durable-files.ts';

const PendingSchema = v.object({
  schemaVersion: v.literal(1),
  folder: v.string(),
  name: v.string(),
  /** Inode of the new version, which stood in the staging folder. */
  staged: v.string(),
  /** Inode of the version that it replaces. */
  present: v.string(),
});

/** A switch that was begun. Written before it, removed after it: what is left tells of a killed run. */
export type Pending = Omit<v.InferOutput<typeof PendingSchema>, 'schemaVersion'>;

function pendingPath(config: Config): string {
  return join(config.STATE_DIR, 'projects-pending.json');
}

/** Notes that a switch begins. */
export async function writePending(context: Context, config: Config, pending: Pending): Promise<void> {
  await context.files.makeFolder(config.STATE_DIR, { mode: 0o750 });
  const text = `${JSON.stringify({ schemaVersion: 1, ...pending })}\n`;
  await context.files.writeAtomically(pendingPath(config), text, { mode: 0o640 });
}

/** The switch that a killed run had begun, if any. */
export async function readPending(context: Context, config: Config): Promise<Pending | undefined> {
  const text = await context.files.readText(pendingPath(config));
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), PendingSchema), text);
  return parsed.success ? parsed.output : undefined;
}

/** Notes that it has ended. */
export async function clearPending(config: Config): Promise<void> {
  await rm(pendingPath(config), { force: true });
}

/** The inode number of a path; undefined when there is nothing. */
export async function inodeOf(path: string): Promise<string | undefined> {
  try {
    return (await lstat(path, { bigint: true })).ino.toString();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
