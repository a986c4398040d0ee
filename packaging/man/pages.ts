import type { AnyCommand } from '../../cli/start.ts';
import { gzip } from '../deb/compress.ts';
import { plain, type Entry } from '../deb/entry.ts';
import type { Release } from '../release.ts';
import { commandPage } from './command-page.ts';
import { configPage } from './config-page.ts';
import { roff } from './roff.ts';

/** All manual pages, as they are installed; an alias of a command leads to the command's page. */
export function manualPages(commands: readonly AnyCommand[], release: Release): readonly Entry[] {
  const names = commands.map(({ name }) => name);
  const pages = commands.flatMap((command): Entry[] => [
    plain(`${folder(8)}/${command.name}.8.gz`, gzip(roff(commandPage(command, release, names)))),
    ...(command.aliases ?? []).map((alias) => ({
      path: `${folder(8)}/${alias}.8.gz`,
      linkTo: `${command.name}.8.gz`,
    })),
  ]);
  return [...pages, plain(`${folder(5)}/ot-redundancy-sync.conf.5.gz`, gzip(roff(configPage(release))))];
}

function folder(section: 5 | 8): string {
  return `usr/share/man/man${section}`;
}
