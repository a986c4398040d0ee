import { join } from 'node:path';
import * as v from 'valibot';
import type { Context } from '../../context.ts';
import { readJson } from '../../files/read-json.ts';
import { jobNames } from '../job.ts';

const ManifestSchema = v.object({
  schemaVersion: v.literal(1),
  job: v.picklist(jobNames),
  runId: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)),
  /** ISO 8601, UTC. */
  heldAt: v.pipe(v.string(), v.isoTimestamp()),
  /** The folder that the held names are relative to. */
  base: v.pipe(v.string(), v.startsWith('/')),
  reason: v.string(),
});

/** What is written beside held files: who put them there, when, why, and where they belong. */
export type Manifest = v.InferOutput<typeof ManifestSchema>;

/** Below the folder of a hold: the held things, under their names relative to the base. */
export const filesName = 'files';

/** Below the folder of a hold: the names that were kept, each ended by a NUL, written before the move. */
export const itemsName = 'items';

const manifestName = 'manifest.json';

/** Writes the manifest of a hold, durably. */
export async function writeManifest(context: Context, folder: string, manifest: Manifest): Promise<void> {
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await context.files.writeAtomically(join(folder, manifestName), text, { mode: 0o600 });
}

/** The manifest of a hold; undefined when there is none or it is not understood. */
export function readManifest(context: Context, folder: string): Promise<Manifest | undefined> {
  return readJson(context, join(folder, manifestName), ManifestSchema).catch(() => undefined);
}
