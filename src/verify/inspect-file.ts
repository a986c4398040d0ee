import { createHash, hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { pathOf } from '../files/names.ts';
import type { BadFile } from './report.ts';
import type { Inspection, WantedFile } from './unit.ts';

/** What a look at one file told. */
export interface Seen {
  readonly states: readonly BadFile['state'][];
  /** Whether its content was read. */
  readonly read: boolean;
}

/** Called after each piece that was read, with its length: who wants less haste waits there. */
export type OnRead = (bytes: number) => void;

const pieceBytes = 1 << 20;
const piece = Buffer.allocUnsafe(pieceBytes);

/**
 * Looks at one file, and reads it at once without a promise: for a thread of its own. Most files are small, and cost
 * four calls of the system.
 */
export function inspectFile(
  folder: string,
  wanted: WantedFile,
  { how, onRead }: { readonly how: Inspection; readonly onRead: OnRead },
): Seen {
  const path = quickPath(folder, wanted.name);
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    // A link that leads nowhere is there, but nobody can read it.
    const there = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    return { states: [there ? 'unreadable' : 'missing'], read: false };
  }
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) return { states: ['unreadable'], read: false };
    const owner: readonly BadFile['state'][] =
      how.uid === undefined || stats.uid === how.uid ? [] : ['owner'];
    const sameSize = wanted.bytes === undefined || wanted.bytes === stats.size;
    if (how.quick && sameSize) return { states: owner, read: false };
    const good = wanted.sha1 === undefined ? sameSize : wanted.sha1 === sha1Of(fd, stats.size, onRead);
    return { states: good ? owner : [...owner, badContent(wanted, stats)], read: true };
  } catch {
    return { states: ['unreadable'], read: false };
  } finally {
    closeSync(fd);
  }
}

const ascii = /^[\0-\x7f]*$/;

/** A plain path takes half of the time that bytes take. */
function quickPath(folder: string, name: string): string | Buffer {
  return ascii.test(name) ? `${folder}/${name}` : pathOf(folder, name);
}

function badContent({ bytes }: WantedFile, { size }: Stats): BadFile['state'] {
  return bytes !== undefined && size < bytes ? 'truncated' : 'damaged';
}

function sha1Of(fd: number, size: number, onRead: OnRead): string {
  const first = readSync(fd, piece, 0, pieceBytes, 0);
  onRead(first);
  if (first === size && size < pieceBytes) return hash('sha1', piece.subarray(0, first), 'hex');
  const sum = createHash('sha1');
  let at = 0;
  for (let got = first; got > 0; got = readSync(fd, piece, 0, pieceBytes, at)) {
    sum.update(piece.subarray(0, got));
    if (at > 0) onRead(got);
    at += got;
  }
  return sum.digest('hex');
}
