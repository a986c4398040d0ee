/** A tiny apt repository: dists/SUITE/main/binary-amd64/Packages beside a pool of .debs. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { host } from '../shell.ts';

/** Writes Packages and Release anew from what lies in the pool of `root`. */
export async function indexRepository(root: string, suite: string): Promise<void> {
  const architecture = (await host(['dpkg', '--print-architecture'])).trim();
  const pool = join(root, 'pool');
  await mkdir(pool, { recursive: true });
  const names = (await readdir(pool)).filter((name) => name.endsWith('.deb')).toSorted();
  const stanzas = await Promise.all(names.map((name) => stanza(pool, name)));
  const packages = stanzas.join('\n');
  const path = `main/binary-${architecture}/Packages`;
  const dist = join(root, 'dists', suite);
  await mkdir(join(dist, path, '..'), { recursive: true });
  const release = [
    ...['Origin: Lab', 'Label: Lab', `Suite: ${suite}`, `Codename: ${suite}`, 'Components: main'],
    ...[`Architectures: ${architecture}`, `Date: ${new Date().toUTCString()}`],
    ...['SHA256:', ` ${sha256(packages)} ${Buffer.byteLength(packages)} ${path}`, ''],
  ];
  await replace(join(dist, path), packages);
  await replace(join(dist, 'Release'), release.join('\n'));
}

async function stanza(pool: string, name: string): Promise<string> {
  const file = join(pool, name);
  const [control, content] = await Promise.all([host(['dpkg-deb', '--field', file]), readFile(file)]);
  const place = [`Filename: pool/${name}`, `Size: ${content.length}`, `SHA256: ${sha256(content)}`];
  return `${control.trimEnd()}\n${place.join('\n')}\n`;
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}
