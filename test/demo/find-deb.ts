import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };

const folder = join(import.meta.dirname, '../../deb');

/** Path of the package that `make` built for this machine's kind. Throws when there is none. */
export async function findDeb(): Promise<string> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const names = await readdir(folder).catch((): string[] => []);
  const name = names.find(
    (file) => file.startsWith(`ot-redundancy_${packageJson.version}`) && file.endsWith(`_${arch}.deb`),
  );
  if (name === undefined) throw new Error(`there is no .deb in ${folder}: run make`);
  return join(folder, name);
}
