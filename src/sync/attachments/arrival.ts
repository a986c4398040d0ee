import { createHash, hash } from 'node:crypto';
import type { Stats } from 'node:fs';
import {
  closeSync,
  constants,
  createReadStream,
  fchmodSync,
  fchownSync,
  fstatSync,
  openSync,
  readSync,
} from 'node:fs';
import { errorCode } from '../../files/durable-files.ts';
import type { Missing } from './compare.ts';
import type { Owner } from '../../odoo/owner.ts';
import { odooModes } from './odoo-modes.ts';

/** What came of a file that was fetched. */
export type Arrival =
  { readonly state: 'good'; readonly bytes: number } | { readonly state: 'absent' | 'damaged' };

/** How arrivals are looked at. */
export interface Inspection {
  readonly owner: Owner | undefined;
  /** Whether rsync said that all went well: it has then proven what has no checksum in its name. */
  readonly proven: boolean;
  readonly signal: AbortSignal;
}

const wholeBytes = 1 << 20;

/**
 * Proves a staged file, and gives it owner and mode as Odoo would. Its size and sha1 count, not what rsync said.
 * It has just been written: a small one is in memory, and read at once without waiting.
 */
export async function inspectArrival(path: Buffer, missing: Missing, how: Inspection): Promise<Arrival> {
  const opened = openStaged(path);
  if (typeof opened !== 'number') return opened;
  try {
    const found = fstatSync(opened);
    if (!found.isFile() || !(await isIntact(opened, found, { missing, how }))) return { state: 'damaged' };
    giveToOdoo(opened, found, { mode: fileMode(missing), owner: how.owner });
    return { state: 'good', bytes: found.size };
  } finally {
    closeSync(opened);
  }
}

/** Gives an open file the owner and mode that it is to have, where it was found to have others. */
export function giveToOdoo(
  fd: number,
  found: Stats,
  { mode, owner }: { readonly mode: number; readonly owner: Owner | undefined },
): void {
  if ((found.mode & 0o7777) !== mode) fchmodSync(fd, mode);
  if (owner !== undefined && (found.uid !== owner.uid || found.gid !== owner.gid))
    fchownSync(fd, owner.uid, owner.gid);
}

function openStaged(path: Buffer): number | Arrival {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'absent' };
    if (code === 'ELOOP') return { state: 'damaged' };
    throw error;
  }
}

async function isIntact(
  fd: number,
  found: Stats,
  { missing, how }: { readonly missing: Missing; readonly how: Inspection },
): Promise<boolean> {
  const { sha1, wanted } = missing;
  if (sha1 !== undefined) return sha1 === (await sha1Of(fd, found.size, how.signal));
  return how.proven || (found.size === wanted.bytes && Math.floor(found.mtimeMs / 1000) === wanted.time);
}

/** The mode that a file is to have: without the bits that would let a program run as somebody else. */
export function fileMode({ wanted }: Missing): number {
  return wanted.mode === 0 ? odooModes.file : wanted.mode & 0o777;
}

/** The sha1 of an open file, in hex; a large one is read in pieces. */
export async function sha1Of(fd: number, bytes: number, signal: AbortSignal): Promise<string> {
  if (bytes <= wholeBytes) return hash('sha1', readWhole(fd, bytes), 'hex');
  const sum = createHash('sha1');
  const stream = createReadStream('', { fd, autoClose: false, highWaterMark: wholeBytes, start: 0, signal });
  for await (const chunk of stream) sum.update(chunk);
  return sum.digest('hex');
}

const small = Buffer.allocUnsafe(wholeBytes);

/** The bytes of a small file, good until the next call: one buffer and mostly one call of the system for each. */
function readWhole(fd: number, bytes: number): Uint8Array {
  let at = 0;
  while (at < bytes) {
    const count = readSync(fd, small, at, bytes - at, at);
    if (count === 0) break;
    at += count;
  }
  return small.subarray(0, at);
}
