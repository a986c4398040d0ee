import type { AttachmentRow } from '../odoo/read-attachment-rows.ts';
import { staysBelow } from '../files/names.ts';
import { flat } from '../sync/attachments/database/row-check.ts';
import { isPassedOver, sha1OfName } from '../sync/attachments/store-name.ts';
import type { WantedFile } from './unit.ts';

/** What the rows of a database refer to, by folder; a million of them take about 40 MB. */
export interface WantedFiles {
  add(row: AttachmentRow): void;
  /** Rows that were added and not taken yet; one file may count many times. */
  readonly waiting: number;
  folders(): readonly string[];
  /** The files of a folder, each once, in the order of their names. They are forgotten here. */
  take(folder: string): readonly WantedFile[];
}

type Odd = Map<string, WantedFile>;

/** Makes an empty list. Addresses of an object storage, and names that lead elsewhere, are passed over. */
export function createWantedFiles(): WantedFiles {
  const packed = new Map<string, Packed>();
  const odd = new Map<string, Odd>();
  let waiting = 0;
  return {
    add(row) {
      const sha1 = sha1OfName(row.storeName);
      if (sha1 !== undefined) packedOf(packed, row.storeName.slice(0, -41)).add(sha1, row.bytes);
      else if (!addOdd(odd, row)) return;
      waiting += 1;
    },
    get waiting() {
      return waiting;
    },
    folders: () => [...new Set([...packed.keys(), ...odd.keys()])],
    take(folder) {
      const own = packed.get(folder);
      const others = [...(odd.get(folder)?.values() ?? [])];
      packed.delete(folder);
      odd.delete(folder);
      waiting -= (own?.count ?? 0) + others.length;
      const files = [...(own?.list(folder) ?? []), ...others];
      return files.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

function packedOf(packed: Map<string, Packed>, folder: string): Packed {
  const known = packed.get(folder);
  if (known !== undefined) return known;
  const made = new Packed();
  packed.set(flat(folder), made);
  return made;
}

function addOdd(odd: Map<string, Odd>, { storeName, bytes, checksum }: AttachmentRow): boolean {
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(storeName)) return false;
  if (!staysBelow(storeName) || storeName.split('/').some(isPassedOver)) return false;
  const name = flat(storeName);
  const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
  const files = odd.get(folder) ?? new Map<string, WantedFile>();
  odd.set(folder, files);
  if (files.has(name)) return false;
  files.set(name, { name, bytes, sha1: checksum === undefined ? undefined : flat(checksum) });
  return true;
}

const sumBytes = 20;
const sizeBytes = 6;
const recordBytes = sumBytes + sizeBytes;

/** The sha1s and sizes of one folder, as bytes: as strings they would take five times as much. */
class Packed {
  count = 0;
  #records = Buffer.allocUnsafe(recordBytes * 16);

  add(sha1: string, bytes: number | undefined): void {
    const at = this.count * recordBytes;
    if (at === this.#records.length) this.#grow();
    this.#records.write(sha1, at, 'hex');
    // 0 stands for a size that the row does not tell.
    this.#records.writeUIntBE(bytes === undefined || bytes < 0 ? 0 : bytes + 1, at + sumBytes, sizeBytes);
    this.count += 1;
  }

  /** Each file once, with what its first row told. */
  list(folder: string): readonly WantedFile[] {
    const files = new Map<string, WantedFile>();
    for (let at = 0; at < this.count * recordBytes; at += recordBytes) {
      const sha1 = this.#records.toString('hex', at, at + sumBytes);
      if (files.has(sha1)) continue;
      const size = this.#records.readUIntBE(at + sumBytes, sizeBytes);
      files.set(sha1, { name: `${folder}/${sha1}`, bytes: size === 0 ? undefined : size - 1, sha1 });
    }
    return [...files.values()];
  }

  #grow(): void {
    const larger = Buffer.allocUnsafe(this.count * 2 * recordBytes);
    this.#records.copy(larger);
    this.#records = larger;
  }
}
