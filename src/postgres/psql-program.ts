import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Environment } from '../context.ts';

const versionsFolder = '/usr/lib/postgresql';

/**
 * The psql to run. What Debian puts on the PATH is a Perl script that looks for clusters first, which takes longer
 * than the question: where that is what would be found, the newest psql itself is named.
 */
export function psqlProgram({ searchPath }: Environment): string {
  const found = searchPath.map((folder) => join(folder, 'psql')).find((path) => existsSync(path));
  if (found === undefined || basename(realpathSync(found)) !== 'pg_wrapper') return 'psql';
  const versions = readdirSync(versionsFolder).filter((name) => /^\d+$/.test(name));
  const newest = versions.sort((a, b) => Number(b) - Number(a));
  return (
    newest.map((name) => join(versionsFolder, name, 'bin/psql')).find((path) => existsSync(path)) ?? 'psql'
  );
}
