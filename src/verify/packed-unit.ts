import { sha1OfName } from '../sync/attachments/store-name.ts';
import type { Unit, WantedFile } from './unit.ts';

/** A unit on its way to a thread: an object for each file would take as long as reading the file. */
export interface PackedUnit {
  readonly folder: string;
  readonly names: string;
  /** -1 stands for unknown. */
  readonly sizes: Float64Array;
  /** Where the name does not tell the sha1, by name. */
  readonly sums: ReadonlyMap<string, string>;
}

/** Packs a unit. No name has a NUL in it. */
export function pack({ folder, files }: Unit): PackedUnit {
  const sums = new Map<string, string>();
  for (const { name, sha1 } of files) {
    if (sha1 !== undefined && sha1OfName(name) === undefined) sums.set(name, sha1);
  }
  return {
    folder,
    names: files.map(({ name }) => name).join('\0'),
    sizes: Float64Array.from(files, ({ bytes }) => bytes ?? -1),
    sums,
  };
}

/** The files of a packed unit. */
export function unpack({ names, sizes, sums }: PackedUnit): readonly WantedFile[] {
  return names.split('\0').map((name, index) => {
    const bytes = sizes[index] ?? -1;
    return { name, bytes: bytes < 0 ? undefined : bytes, sha1: sha1OfName(name) ?? sums.get(name) };
  });
}
