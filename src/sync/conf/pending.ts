import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';

const PendingSchema = v.object({
  schemaVersion: v.literal(1),
  /** The folder with the earlier versions. */
  hold: v.pipe(v.string(), v.startsWith('/')),
  /** Everything that is being replaced, absolute, each byte as one character. */
  paths: v.array(v.pipe(v.string(), v.startsWith('/'))),
});

/** A replacement that was begun. Written before it, removed after it was tested: what is left tells of a killed run. */
export type Pending = Omit<v.InferOutput<typeof PendingSchema>, 'schemaVersion'>;

function pendingPath(config: Config): string {
  return join(config.STATE_DIR, 'conf-pending.json');
}

/** Notes that a replacement begins. */
export async function writePending(context: Context, config: Config, pending: Pending): Promise<void> {
  const text = `${JSON.stringify({ schemaVersion: 1, ...pending })}\n`;
  await context.files.writeAtomically(pendingPath(config), text, { mode: 0o640 });
}

/** The replacement that a killed run had begun, if any. */
export async function readPending(context: Context, config: Config): Promise<Pending | undefined> {
  const text = await context.files.readText(pendingPath(config));
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), PendingSchema), text);
  return parsed.success ? parsed.output : undefined;
}

/** Notes that it has ended. */
export async function clearPending(config: Config): Promise<void> {
  await rm(pendingPath(config), { force: true });
}
