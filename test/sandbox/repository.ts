import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { control, deb822 } from './packages.ts';

/** What a published package is given beside name and version. */
export interface PublishOptions {
  /** As in a control file: "a, b (>= 2)". */
  readonly depends?: string;
  /** Only the .deb is made; no repository lists it. */
  readonly unlisted?: boolean;
  /** Further fields, such as Conflicts. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Further files of the package by path. Those of its control folder, such as DEBIAN/postinst, can be executed. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A package repository that both machines have as their source: a flat folder of real .deb files. */
export class Repository {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'Packages'), '');
  }

  /** Builds a package of one file and lists it; returns the .deb. apt sees it after its next update. */
  publish(name: string, version: string, options: PublishOptions = {}): string {
    const file = join(this.folder, `${name}_${version.replace(':', '%3a')}_all.deb`);
    const depends = options.depends === undefined ? {} : { Depends: options.depends };
    const fields = { Package: name, ...control(name, version), ...depends, ...options.fields };
    const tree = join(this.folder, 'building');
    mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
    mkdirSync(join(tree, 'usr/share', name), { recursive: true });
    writeFileSync(join(tree, 'DEBIAN/control'), deb822(fields).trimEnd() + '\n');
    writeFileSync(join(tree, 'usr/share', name, 'version'), `${version}\n`);
    for (const [path, text] of Object.entries(options.files ?? {})) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text, { mode: path.startsWith('DEBIAN/') ? 0o755 : 0o644 });
    }
    execFileSync('dpkg-deb', ['--root-owner-group', '-Znone', '--build', tree, file], { stdio: 'pipe' });
    rmSync(tree, { recursive: true });
    if (options.unlisted !== true) this.#list(file, fields);
    return file;
  }

  /** Takes every package out of the list, as a repository that is gone or empty. */
  clear(): void {
    writeFileSync(join(this.folder, 'Packages'), '');
  }

  #list(file: string, fields: Readonly<Record<string, string>>): void {
    const SHA256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    const Filename = `./${file.slice(this.folder.length + 1)}`;
    const stanza = { ...fields, Filename, Size: String(statSync(file).size), SHA256 };
    appendFileSync(join(this.folder, 'Packages'), deb822(stanza));
  }
}
