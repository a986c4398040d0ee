import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';
import { errorCode } from '../../files/durable-files.ts';
import { must } from '../../machines/must.ts';
import { isWanted } from './production-projects.ts';

/** What a name of the projects' folder is on this machine. */
export type Standing = 'folder' | 'link' | 'other';

/** What of this machine's projects' folder matches the patterns. Names have each byte as one character. */
export async function localProjects(config: Config): Promise<ReadonlyMap<string, Standing>> {
  try {
    const found = await readdir(config.PROJECT_DIR, { withFileTypes: true, encoding: 'latin1' });
    return new Map(
      found
        .filter(({ name }) => isWanted(config, name))
        .map((entry) => [
          entry.name,
          entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? 'link' : 'other',
        ]),
    );
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    const next = 'Make the folder, or correct PROJECT_DIR.';
    return fail('file', {
      what: `cannot read the folder ${config.PROJECT_DIR} (${code})`,
      next,
      cause: error,
    });
  }
}

/** The names that a package of this machine owns, with the package. Source: dpkg-query(1), -S. */
export async function packageOwned(
  context: Context,
  config: Config,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (names.length === 0) return new Map();
  const paths = new Map(names.map((name) => [join(config.PROJECT_DIR, name), name]));
  const outcome = await context.run({
    argv: ['dpkg-query', '--search', '--', ...paths.keys()],
    timeoutMs: config.COMMAND_SECONDS * 1000,
  });
  // 1: some of them belong to no package.
  if (outcome.exitCode !== 1) must(outcome, "asking for the packages' files");
  const owned = new Map<string, string>();
  for (const line of outcome.stdout.split('\n')) {
    const [, packages, path] = /^(?!diversion by |local diversion )(.*): (\/.*)$/.exec(line) ?? [];
    const name = paths.get(path ?? '');
    if (name !== undefined && packages !== undefined) owned.set(name, packages);
  }
  return owned;
}
