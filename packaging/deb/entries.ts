import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCommands } from '../../cli/commands.ts';
import { nodeLicence } from '../pinned-node.ts';
import { files, root } from '../places.ts';
import { completions } from '../completion.ts';
import { newConfig } from '../config-file.ts';
import { copyright } from '../copyright.ts';
import { manualPages } from '../man/pages.ts';
import type { Release } from '../release.ts';
import { gzip } from './compress.ts';
import { plain, type Entry } from './entry.ts';

const commands = await loadCommands();

const program = 'usr/lib/ot-redundancy/ot-redundancy';

/** What a package is filled with. */
export interface Contents {
  readonly release: Release;
  /** The program. */
  readonly binary: string;
  /** The npm packages in the program. */
  readonly modules: readonly string[];
}

/** Everything that the package installs. */
export function entries({ release, binary, modules }: Contents): readonly Entry[] {
  return [
    { path: program, copyOf: binary, mode: 0o755 },
    ...commandNames().map((name): Entry => ({
      path: `usr/sbin/${name}`,
      linkTo: '../lib/ot-redundancy/ot-redundancy',
    })),
    {
      path: 'usr/share/ot-redundancy/ot-redundancy-gate',
      text: readFileSync(join(root, 'src/machines/gate.sh')),
      mode: 0o755,
    },
    plain('etc/cron.d/ot-redundancy', staticFile('cron')),
    plain('etc/logrotate.d/ot-redundancy', staticFile('logrotate')),
    plain('usr/lib/tmpfiles.d/ot-redundancy.conf', staticFile('tmpfiles')),
    ...units(),
    plain('usr/share/lintian/overrides/ot-redundancy', staticFile('lintian-overrides')),
    plain('usr/share/ot-redundancy/ot-redundancy-sync.conf', newConfig()),
    ...manualPages(commands, release),
    ...completions(commands),
    ...documents(),
    plain('usr/share/doc/ot-redundancy/copyright', copyright(modules)),
    plain('usr/share/doc/ot-redundancy/third-party-notices.gz', gzip(nodeLicence())),
    plain('usr/share/doc/ot-redundancy/changelog.gz', gzip(release.changelog)),
  ];
}

/** What cron does, for a machine without cron, and the follower: nothing of it is enabled. */
function units(): readonly Entry[] {
  const names = readdirSync(join(files, 'systemd')).sort();
  return names.map((name) => plain(`usr/lib/systemd/system/${name}`, staticFile(`systemd/${name}`)));
}

/** What there is to read beside the manual pages. */
function documents(): readonly Entry[] {
  const folder = join(root, 'docs');
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return names
    .sort()
    .map((name) => plain(`usr/share/doc/ot-redundancy/${name}`, readFileSync(join(folder, name))));
}

/** Every name that a command is called by. */
export function commandNames(): readonly string[] {
  return commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
}

/** The text of a file that is installed as it is. */
export function staticFile(name: string): string {
  return readFileSync(join(files, name), 'utf8');
}
