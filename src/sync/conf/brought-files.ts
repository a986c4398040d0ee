import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { readJson } from '../../files/read-json.ts';

const BroughtSchema = v.object({ schemaVersion: v.literal(1), paths: v.array(v.string()) });

function broughtPath(config: Config): string {
  return join(config.STATE_DIR, 'conf.json');
}

/** The files of CONF_FILES that this tool brought, absolute, each byte as one character: only these it takes away. */
export async function readBroughtFiles(context: Context, config: Config): Promise<ReadonlySet<string>> {
  const brought = await readJson(context, broughtPath(config), BroughtSchema);
  // Not understood means that nothing is known to be ours, so nothing is taken away.
  return new Set(brought?.paths);
}

/** Writes which files this tool brought. */
export async function writeBroughtFiles(
  context: Context,
  config: Config,
  paths: ReadonlySet<string>,
): Promise<void> {
  await context.files.makeFolder(config.STATE_DIR, { mode: 0o750 });
  const text = `${JSON.stringify({ schemaVersion: 1, paths: [...paths].sort() }, null, 1)}\n`;
  await context.files.writeAtomically(broughtPath(config), text, { mode: 0o640 });
}
