/** What the machines of a pair can install: an apt repository and a Python index, both tiny. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pairFolder } from '../names.ts';
import type { SuiteName } from '../suites.ts';
import { makeDeb, type TinyDeb } from './deb.ts';
import { indexRepository } from './repository.ts';
import { makeWheel, type TinyWheel } from './wheel.ts';

export class PackageIndex {
  /** The folder that is served. */
  readonly folder: string;
  readonly #suite: SuiteName;

  constructor(pair: string, suite: SuiteName) {
    this.folder = join(pairFolder(pair), 'index');
    this.#suite = suite;
  }

  /** Empties the repository and the index. */
  async clear(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await mkdir(join(this.folder, 'pip/simple'), { recursive: true });
    await indexRepository(join(this.folder, 'debian'), this.#suite);
  }

  /** Builds a .deb and offers it to `apt-get update && apt-get install NAME`; returns its path here. */
  async publishDeb(deb: TinyDeb): Promise<string> {
    const file = await makeDeb(deb, join(this.folder, 'debian/pool'));
    await indexRepository(join(this.folder, 'debian'), this.#suite);
    return file;
  }

  /** Takes every version of a package out of the repository. */
  async withdrawDeb(name: string): Promise<void> {
    const pool = join(this.folder, 'debian/pool');
    const gone = (await readdir(pool)).filter((file) => file.startsWith(`${name}_`));
    await Promise.all(gone.map((file) => rm(join(pool, file))));
    await indexRepository(join(this.folder, 'debian'), this.#suite);
  }

  /** Builds a wheel and offers it to `pip3 install NAME`; returns its path here. */
  async publishWheel(wheel: TinyWheel): Promise<string> {
    // PEP 503: the name in the address is lower case, with single dashes.
    const page = join(this.folder, 'pip/simple', wheel.name.toLowerCase().replaceAll(/[-_.]+/g, '-'));
    await makeWheel(wheel, page);
    const files = (await readdir(page)).filter((file) => file.endsWith('.whl')).toSorted();
    const links = await Promise.all(files.map((file) => link(page, file)));
    await writeFile(
      join(page, 'index.html'),
      `<!DOCTYPE html>\n<html><body>\n${links.join('')}</body></html>\n`,
    );
    return join(page, `${files.find((file) => file.includes(`-${wheel.version}-`)) ?? ''}`);
  }
}

async function link(folder: string, file: string): Promise<string> {
  const sha256 = createHash('sha256')
    .update(await readFile(join(folder, file)))
    .digest('hex');
  return `<a href="${file}#sha256=${sha256}">${file}</a><br>\n`;
}
