import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../files/durable-files.ts';
import type { Apt } from './apt-get.ts';

/** A .deb file that somebody put into APT_DEB_DIR. */
export interface Deb {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** The .deb files of APT_DEB_DIR, by what stands in them; unreadable ones are told and passed over. */
export async function readDebs({ context, config }: Apt): Promise<readonly Deb[]> {
  const folder = config.APT_DEB_DIR;
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (errorCode(error) !== 'ENOENT') context.log.warn(`cannot read ${folder} (${errorCode(error)})`);
    return [];
  });
  const debs: Deb[] = [];
  for (const name of names.filter((each) => each.endsWith('.deb'))) {
    const path = join(folder, name);
    const argv = ['dpkg-deb', '-f', path, 'Package', 'Version', 'Architecture'] as const;
    const outcome = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 });
    const field = (key: string) => new RegExp(`^${key}: (\\S+)$`, 'm').exec(outcome.stdout)?.[1] ?? '';
    if (outcome.exitCode !== 0) context.log.warn(`${path} is not a readable .deb`);
    else
      debs.push({
        path,
        name: field('Package'),
        version: field('Version'),
        architecture: field('Architecture'),
      });
  }
  return debs;
}
