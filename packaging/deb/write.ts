import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  lutimesSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entry } from './entry.ts';

/** A package to be written. */
export interface Deb {
  readonly entries: readonly Entry[];
  /** Files of the control part: control, conffiles, maintainer scripts. */
  readonly control: Readonly<Record<string, string>>;
  readonly epoch: number;
  /** Where it is put together. */
  readonly folder: string;
  readonly output: string;
  readonly quick: boolean;
}

/** Lays all files out and packs them: the same input gives the same bytes. */
export function writeDeb(deb: Deb): void {
  rmSync(deb.folder, { recursive: true, force: true });
  for (const entry of deb.entries) lay(deb, entry);
  const control = { ...deb.control, md5sums: checksums(deb) };
  for (const [name, text] of Object.entries(control)) {
    const script = text.startsWith('#!');
    lay(deb, { path: `DEBIAN/${name}`, text, mode: script ? 0o755 : 0o644 });
  }
  const packed = `${deb.folder}.deb`;
  // bullseye's dpkg knows no zstd; at more than level 6 xz uses one core only. Later times are taken back to the epoch.
  execFileSync(
    'dpkg-deb',
    ['-Zxz', deb.quick ? '-z1' : '-z6', '--root-owner-group', '--build', deb.folder, packed],
    {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(deb.epoch) },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  rmSync(deb.folder, { recursive: true });
  // Whoever installs the former package meanwhile finds it whole.
  renameSync(packed, deb.output);
}

function lay({ folder, epoch }: Deb, entry: Entry): void {
  const path = join(folder, entry.path);
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  if ('linkTo' in entry) symlinkSync(entry.linkTo, path);
  else if ('copyOf' in entry) copyFileSync(entry.copyOf, path);
  else writeFileSync(path, entry.text);
  if ('mode' in entry) chmodSync(path, entry.mode);
  lutimesSync(path, epoch, epoch);
}

function checksums({ entries, folder }: Deb): string {
  const files = entries.filter((entry) => !('linkTo' in entry) && !entry.path.startsWith('etc/'));
  const lines = files.map(({ path }) => {
    const hash = createHash('md5')
      .update(readFileSync(join(folder, path)))
      .digest('hex');
    return `${hash}  ${path}\n`;
  });
  return lines.sort().join('');
}
