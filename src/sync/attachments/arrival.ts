import { createHash, hash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { errorCode } from '../../files/durable-files.ts';
import type { Missing } from './compare.ts';
import type { Owner } from './owner.ts';
import { odooModes } from './store-name.ts';

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

/** Proves a staged file, and gives it owner and mode as Odoo would. Its size and sha1 count, not what rsync said. */
export async function inspectArrival(path: Buffer, missing: Missing, how: Inspection): Promise<Arrival> {
  let handle: FileHandle;
  try {
    handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return { state: 'absent' };
    if (errorCode(error) === 'ELOOP') return { state: 'damaged' };
    throw error;
  }
  try {
    const found = await handle.stat();
    if (!found.isFile()) return { state: 'damaged' };
    const intact =
      missing.sha1 === undefined
        ? how.proven ||
          (found.size === missing.wanted.bytes && Math.floor(found.mtimeMs / 1000) === missing.wanted.time)
        : missing.sha1 === (await sha1Of(handle, found.size, how.signal));
    if (!intact) return { state: 'damaged' };
    await handle.chmod(fileMode(missing));
    if (how.owner !== undefined) await handle.chown(how.owner.uid, how.owner.gid);
    return { state: 'good', bytes: found.size };
  } finally {
    await handle.close();
  }
}

/** Without the bits that would let a program run as somebody else. */
function fileMode({ wanted }: Missing): number {
  return wanted.mode === 0 ? odooModes.file : wanted.mode & 0o777;
}

/** The sha1 of an open file, in hex; large ones are read in pieces. */
async function sha1Of(handle: FileHandle, bytes: number, signal: AbortSignal): Promise<string> {
  if (bytes <= wholeBytes) return hash('sha1', await handle.readFile(), 'hex');
  const sum = createHash('sha1');
  const stream = handle.createReadStream({ autoClose: false, highWaterMark: wholeBytes, start: 0, signal });
  for await (const chunk of stream) sum.update(chunk);
  return sum.digest('hex');
}
