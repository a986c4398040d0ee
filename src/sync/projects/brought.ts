import { join } from 'node:path';
import * as v from 'valibot';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';

const BroughtSchema = v.object({
  schemaVersion: v.literal(1),
  /** The folder they stand in: with another PROJECT_DIR nothing there is ours. */
  folder: v.string(),
  names: v.array(v.string()),
});

/** The file that tells which projects this tool brought. */
export function broughtPath(config: Config): string {
  return join(config.STATE_DIR, 'projects.json');
}

/** The projects that this tool brought or took over: only these it may ever take away. Throws `file`. */
export async function readBrought(context: Context, config: Config): Promise<ReadonlySet<string>> {
  const path = broughtPath(config);
  const text = await context.files.readText(path);
  if (text === undefined) return new Set();
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), BroughtSchema), text);
  if (parsed.success) {
    return new Set(parsed.output.folder === config.PROJECT_DIR ? parsed.output.names : []);
  }
  fail('file', {
    what: `${path} is not understood: which projects may be taken away is not known`,
    next: 'Remove it: what production has is then taken over anew, and nothing else is ever taken away.',
  });
}

/** Writes which projects this tool brought. */
export async function writeBrought(context: Context, config: Config, names: Iterable<string>): Promise<void> {
  const record = { schemaVersion: 1, folder: config.PROJECT_DIR, names: [...names].sort() } as const;
  await context.files.makeFolder(config.STATE_DIR, { mode: 0o750 });
  const text = `${JSON.stringify(record satisfies v.InferOutput<typeof BroughtSchema>, null, 1)}\n`;
  await context.files.writeAtomically(broughtPath(config), text, { mode: 0o640 });
}
