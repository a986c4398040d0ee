import type { Context } from '../context.ts';
import { lastLines } from '../machines/must.ts';
import type { Figure } from './report.ts';
import { known, unknown } from './report.ts';

const timeoutMs = 10_000;

/** The version of Odoo's own package (odoo) or Debian's (odoo-14, odoo-19, …) on this machine. */
export async function odooVersion(context: Context): Promise<Figure<string>> {
  const argv = ['dpkg-query', '-W', '-f', '${db:Status-Abbrev}${Version}\n', 'odoo', 'odoo-[0-9]*'] as const;
  const { ended, stdout } = await context.run({ argv, timeoutMs });
  if (ended === 'not-started') return unknown('dpkg is not installed');
  // Two letters of state and a blank: "ii " is installed.
  const installed = stdout.split('\n').find((line) => line.startsWith('ii '));
  return installed === undefined
    ? unknown('no package of Odoo is installed')
    : known(lastLines(installed.slice(3), 1));
}

/** The version of rsync on this machine. */
export async function rsyncVersion(context: Context): Promise<Figure<string>> {
  const { exitCode, stdout } = await context.run({ argv: ['rsync', '--version'], timeoutMs });
  const version = /^rsync +version (\S+)/.exec(stdout)?.[1];
  return exitCode === 0 && version !== undefined ? known(version) : unknown('rsync is not installed');
}
