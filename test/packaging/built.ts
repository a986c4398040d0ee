/** The package as built, and what is in it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hostArch, root } from '../../packaging/places.ts';
import { release } from '../../packaging/release.ts';

/** Path of the package for this machine type. */
export const deb: string = join(root, 'deb', `ot-redundancy_${release().version}_${hostArch()}.deb`);

/** Builds what isn't up to date; the options are those of the build. */
export function build(...options: readonly string[]): void {
  execFileSync('node', ['packaging/build.ts', ...options], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The package unpacked into a folder that goes when the test ends. */
export class Unpacked {
  readonly folder: string = mkdtempSync('/tmp/ot-unpacked-');

  constructor() {
    execFileSync('dpkg-deb', ['-R', deb, this.folder]);
  }

  /** Path of an installed file. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Runs an installed command with arguments. */
  run(name: string, ...args: readonly string[]): { readonly code: number | null; readonly stdout: string } {
    const { status, stdout } = spawnSync(this.path(`usr/sbin/${name}`), args, { encoding: 'utf8' });
    return { code: status, stdout };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true });
  }
}
