/** Makes a tiny Debian package. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { host } from '../shell.ts';

export interface TinyDeb {
  readonly name: string;
  readonly version: string;
  /** Content by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Further control fields, as Depends or Section. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Maintainer scripts and conffiles by name (postinst, prerm, conffiles …); scripts are made executable. */
  readonly control?: Readonly<Record<string, string>>;
}

/** Builds `folder`/NAME_VERSION_all.deb and returns its path. */
export async function makeDeb(deb: TinyDeb, folder: string): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'lab-deb-'));
  try {
    await chmod(root, 0o755);
    const fields = {
      ...{
        Package: deb.name,
        Version: deb.version,
        Architecture: 'all',
        Section: 'misc',
        Priority: 'optional',
      },
      ...{ Maintainer: 'Lab <lab@localhost>', Description: `${deb.name}, made by the lab` },
      ...deb.fields,
    };
    const control = Object.entries(fields).map(([key, value]) => `${key}: ${value}\n`);
    await put(join(root, 'DEBIAN/control'), control.join(''), 0o644);
    for (const [name, text] of Object.entries(deb.control ?? {})) {
      await put(join(root, 'DEBIAN', name), text, name === 'conffiles' ? 0o644 : 0o755);
    }
    for (const [path, text] of Object.entries(deb.files ?? {})) await put(join(root, path), text, 0o644);
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${deb.name}_${deb.version.replace(/^\d+:/, '')}_${fields.Architecture}.deb`);
    await host(['dpkg-deb', '--root-owner-group', '-Zgzip', '--build', root, file]);
    return file;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function put(path: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  await chmod(path, mode);
}
