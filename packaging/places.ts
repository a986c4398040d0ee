/** Where the build reads from and writes to. */
import { join } from 'node:path';

/** The clone. */
export const root = join(import.meta.dirname, '..');

/** What a build makes; not in git. */
export const dist = join(root, 'dist');

/** What a build makes for one machine type. */
export function distFor(arch: Arch): string {
  return join(dist, arch);
}

/** Static files of the package. */
export const files = join(import.meta.dirname, 'files');

/** A machine type by its Debian name. */
export type Arch = 'amd64' | 'arm64';

/** The names that others give to a machine type: Node, and the GNU tools. */
export const archNames = {
  amd64: { node: 'x64', gnu: 'x86_64-linux-gnu' },
  arm64: { node: 'arm64', gnu: 'aarch64-linux-gnu' },
} as const satisfies Record<Arch, { node: string; gnu: string }>;

/** The machine type of this computer. Throws where the product isn't built for it. */
export function hostArch(): Arch {
  for (const arch of ['amd64', 'arm64'] as const) if (archNames[arch].node === process.arch) return arch;
  throw new Error(`there is no build on ${process.arch}: only on amd64 and arm64`);
}
