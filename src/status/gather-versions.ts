import type { Context } from '../context.ts';
import { lastLines } from '../machines/must.ts';
import type { Figure } from './report.ts';
import { known, unknown } from './report.ts';

const timeoutMs = 10_000;

/** The version of Debian's or Odoo's own package of Odoo on this machine. */
export async function odooVersion(context: Context): Promise<Figure<string>> {
  const argv = ['dpkg-query', '-W', '-f', '${db:Status-Abbrev}${Version}', 'odoo'] as const;
  const { ended, exitCode, stdout } = await context.run({ argv, timeoutMs });
  if (ended === 'not-started') return unknown('dpkg is not installed');
  // Two letters of state and a blank: "ii " is installed.
  if (exitCode === 0 && stdout.startsWith('ii ')) return known(lastLines(stdout.slice(3), 1));
  return unknown('no package odoo is installed');
}

/** The version of rsync on this machine. */
export async function rsyncVersion(context: Context): Promise<Figure<string>> {
  const { exitCode, stdout } = await context.run({ argv: ['rsync', '--version'], timeoutMs });
  const version = /^rsync +version (\S+)/.exec(stdout)?.[1];
  return exitCode === 0 && version !== undefined ? known(version) : unknown('rsync is not installed');
}
