import { readdirSync } from 'node:fs';
import { unlessGone } from './unless-gone.ts';

/** The names in a folder, each byte as one character; undefined when there is no such folder. Throws what the disk says. */
export function readFolder(path: string | Buffer): readonly string[] | undefined {
  return unlessGone(() => readdirSync(path, { encoding: 'latin1' }));
}
