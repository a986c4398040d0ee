import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { root } from './places.ts';

/** What is being built: the newest entry of the changelog. */
export interface Release {
  readonly version: string;
  readonly maintainer: string;
  /** Seconds since 1970: the time that every file of the package bears. */
  readonly epoch: number;
  readonly changelog: string;
}

/** Reads the changelog. Throws when it is malformed or its version isn't that of package.json. */
export function release(): Release {
  const changelog = readFileSync(join(root, 'packaging/changelog'), 'utf8');
  const version = /^ot-redundancy \(([^)]+)\)/.exec(changelog)?.[1];
  const [, maintainer, date] = /^ -- (.+ <.+>) {2}(.+)$/m.exec(changelog) ?? [];
  if (version === undefined || maintainer === undefined || date === undefined) {
    throw new Error('packaging/changelog: its first entry is not understood');
  }
  if (version !== packageJson.version) {
    throw new Error(`packaging/changelog has ${version}, package.json ${packageJson.version}`);
  }
  const given = process.env['SOURCE_DATE_EPOCH'];
  return {
    version,
    maintainer,
    changelog,
    epoch: given === undefined ? Date.parse(date) / 1000 : Number(given),
  };
}
