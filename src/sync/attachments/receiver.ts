import type { Hash } from 'node:crypto';
import { createHash, hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import {
  closeSync,
  constants,
  fstatSync,
  futimesSync,
  mkdirSync,
  openSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { fail } from '../../failures.ts';
import { showName } from '../../files/names.ts';
import type { TarEntry, TarTaker } from '../../machines/tar-reader.ts';
import { fileMode, giveToOdoo } from './arrival.ts';
import type { Arrivals, Staged } from './arrivals.ts';
import type { Missing } from './compare.ts';
import type { Owner } from '../../odoo/owner.ts';
import { mostStreamedBytes } from './streamed.ts';

/** What is received, and where to. */
export interface Receiving {
  /** What was asked for, by its name below `folder`. */
  readonly asked: ReadonlyMap<string, Missing>;
  /** The folder of the data folder that it belongs to. */
  readonly folder: string;
  /** An empty folder of our own, on the filesystem where the files belong. */
  readonly staging: string;
  readonly owner: Owner | undefined;
}

/** A file that is being received. */
interface Incoming {
  readonly missing: Missing;
  readonly entry: TarEntry;
  /** Known at once of what comes in one piece. */
  proven: boolean | undefined;
  /** Of what comes in several. */
  sum: Hash | undefined;
  staged: { readonly fd: number; readonly path: string } | undefined;
}

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;

/** Proves files as they come in an archive, by their sha1, and puts those that are good into staging. */
export class Receiver implements TarTaker {
  readonly #receiving: Receiving;
  /** What has not come yet. */
  readonly #asked: Map<string, Missing>;
  /** What is good, by its folder. */
  readonly #good = new Map<string, Staged[]>();
  readonly #damaged: Missing[] = [];
  readonly #absent: Missing[] = [];
  /** What a new file of a mode turns out to be here. */
  readonly #fresh = new Map<number, Stats>();
  #incoming: Incoming | undefined;
  /** How much has come. */
  readonly received = { files: 0, bytes: 0 };

  constructor(receiving: Receiving) {
    this.#receiving = receiving;
    this.#asked = new Map(receiving.asked);
  }

  begin(entry: TarEntry): void {
    const missing = this.#asked.get(entry.name);
    if (missing === undefined) {
      const what = `production sends ${showName(entry.name)}, which was not asked for`;
      fail('answer', { what, next: 'Look at who may write to its gate and its programs.' });
    }
    this.#asked.delete(entry.name);
    if (!entry.isFile) this.#absent.push(missing);
    // Of another size than the database knows: rsync is to look into it.
    else if (entry.bytes > mostStreamedBytes) this.#damaged.push(missing);
    else this.#incoming = { missing, entry, proven: undefined, sum: undefined, staged: undefined };
  }

  take(bytes: Buffer): void {
    const incoming = this.#incoming;
    if (incoming === undefined) return;
    const { missing, entry } = incoming;
    this.received.bytes += bytes.length;
    if (bytes.length === entry.bytes) incoming.proven = hash('sha1', bytes, 'hex') === missing.sha1;
    else (incoming.sum ??= createHash('sha1')).update(bytes);
    // What is known to be damaged need not reach the disk.
    if (incoming.proven === false) return;
    incoming.staged ??= this.#create(entry.name, missing);
    writeAll(incoming.staged.fd, bytes);
  }

  end(): void {
    const incoming = this.#incoming;
    if (incoming === undefined) return;
    this.received.files += 1;
    const { missing, entry, proven, sum, staged } = incoming;
    if (staged === undefined || !(proven ?? sum?.digest('hex') === missing.sha1)) return this.close();
    if (Number.isFinite(entry.time)) futimesSync(staged.fd, entry.time, entry.time);
    closeSync(staged.fd);
    this.#good.get(folderOf(entry.name))?.push({ missing, path: staged.path, bytes: entry.bytes });
    this.#incoming = undefined;
  }

  /** Takes away what has come of a file that is not good, or of one that will not come to its end. */
  close(): void {
    if (this.#incoming === undefined) return;
    const { missing, staged } = this.#incoming;
    this.#incoming = undefined;
    this.#damaged.push(missing);
    if (staged === undefined) return;
    closeSync(staged.fd);
    unlinkSync(staged.path);
  }

  /** What came of all that was asked for, once nothing comes any more. */
  get arrivals(): Arrivals {
    const { staging, folder } = this.#receiving;
    const folders = [...this.#good]
      .filter(([, files]) => files.length > 0)
      .map(([name, files]) => ({ path: `${staging}/${name}`, place: `${folder}/${name}`, files }));
    const absent = [...this.#absent, ...this.#asked.values()];
    return { files: [], folders, damaged: this.#damaged, absent };
  }

  #create(name: string, missing: Missing): { readonly fd: number; readonly path: string } {
    this.#ensureFolder(folderOf(name));
    const path = `${this.#receiving.staging}/${name}`;
    const mode = fileMode(missing);
    const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    const fresh = this.#fresh.get(mode) ?? fstatSync(fd);
    this.#fresh.set(mode, fresh);
    giveToOdoo(fd, fresh, { mode, owner: this.#receiving.owner });
    return { fd, path };
  }

  #ensureFolder(name: string): void {
    if (this.#good.has(name)) return;
    mkdirSync(`${this.#receiving.staging}/${name}`, { recursive: true, mode: 0o700 });
    this.#good.set(name, []);
  }
}

function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/'));
}

function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}
