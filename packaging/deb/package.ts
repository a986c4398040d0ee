import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { distFor, root, type Arch } from '../places.ts';
import { readKey, step } from '../step.ts';
import { controlFile } from './control.ts';
import { entries, staticFile, type Contents } from './entries.ts';
import type { Entry } from './entry.ts';
import { writeDeb } from './write.ts';

/** What a package is made of. */
export interface Parts extends Contents {
  readonly arch: Arch;
  /** Whether it is packed in seconds, and a fifth larger. */
  readonly quick: boolean;
}

/** Makes the package; its path. */
export async function debPackage(parts: Parts): Promise<string> {
  const { arch, release, binary } = parts;
  const output = join(root, 'deb', `ot-redundancy_${release.version}_${arch}.deb`);
  const list = entries(parts);
  const control = {
    control: controlFile(release, arch, Math.ceil(list.reduce((sum, entry) => sum + size(entry), 0) / 1024)),
    conffiles: list
      .filter(({ path }) => path.startsWith('etc/'))
      .map(({ path }) => `/${path}\n`)
      .join(''),
    preinst: script('preinst').replace('@LOGROTATE@', staticFile('logrotate').trimEnd()),
    postinst: script('postinst'),
    prerm: script('prerm'),
    postrm: script('postrm'),
  };
  const inputs = [JSON.stringify(control), String(release.epoch), readKey(binary), JSON.stringify(list)];
  const folder = join(distFor(arch), 'deb');
  const make = () =>
    writeDeb({ entries: list, control, epoch: release.epoch, folder, output, quick: parts.quick });
  await step({ name: `deb/ot-redundancy_${release.version}_${arch}.deb`, output, inputs, make });
  return output;
}

function script(name: string): string {
  return readFileSync(join(import.meta.dirname, `${name}.sh`), 'utf8');
}

function size(entry: Entry): number {
  if ('copyOf' in entry) return statSync(entry.copyOf).size;
  return 'text' in entry ? Buffer.byteLength(entry.text) : 0;
}
