import { lstatSync, readlinkSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { pathOf } from './names.ts';
import { readFolder } from './read-folder.ts';
import { unlessGone } from './unless-gone.ts';

/** A file, folder or link as found below a folder. */
export interface Entry {
  /** `other` are devices, sockets and pipes. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly bytes: number;
  /** Last change of its content, in whole seconds since 1970. */
  readonly time: number;
  /** Permission bits. */
  readonly mode: number;
  /** Where a link leads, each byte as one character; empty for all else. */
  readonly target: string;
}

/** Entries by their name below the folder, each byte as one character. */
export type Entries = ReadonlyMap<string, Entry>;

/**
 * Everything below a folder, links not followed (the folder itself may be one); undefined when there is no such
 * folder. What `skip` says of the last part of a name is passed over with all below it. Throws what the disk says.
 */
export async function walk(folder: string, skip: (part: string) => boolean): Promise<Entries | undefined> {
  const entries = new Map<string, Entry>();
  const pending = [''];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const parts = readFolder(name === '' ? folder : pathOf(folder, name));
    if (parts === undefined && name === '') return undefined;
    for (const part of parts ?? []) {
      if (skip(part)) continue;
      const below = name === '' ? part : `${name}/${part}`;
      const entry = readEntry(pathOf(folder, below));
      if (entry === undefined) continue;
      entries.set(below, entry);
      if (entry.kind === 'folder') pending.push(below);
    }
    // Reading is faster without a promise for each file; between folders, signals and timers get their turn.
    await breathe();
  }
  return entries;
}

/** What a path is; undefined when there is nothing. Links are not followed. */
export function readEntry(path: Buffer): Entry | undefined {
  return unlessGone(() => {
    const stats = lstatSync(path);
    const kind = kindOf(stats);
    return {
      kind,
      bytes: stats.size,
      time: Math.floor(stats.mtimeMs / 1000),
      mode: stats.mode & 0o7777,
      target: kind === 'link' ? readlinkSync(path, { encoding: 'latin1' }) : '',
    };
  });
}

function kindOf(stats: Stats): Entry['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}
