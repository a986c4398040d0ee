import { fail } from '../failures.ts';
import { printable } from './must.ts';

/** What the header of an archive's entry says. */
export interface TarEntry {
  /** Each byte as one character. */
  readonly name: string;
  readonly bytes: number;
  /** When it was changed, in seconds since 1970; NaN where that is no plain figure. */
  readonly time: number;
  /** Whether it is a plain file. */
  readonly isFile: boolean;
}

/** What is told of an archive's entries, one after the other. */
export interface TarTaker {
  begin(entry: TarEntry): void;
  /** The next bytes of the entry, good until this returns. An entry of up to `wholeBytes` comes at once. */
  take(bytes: Buffer): void;
  /** All of it was taken. */
  end(): void;
}

/** Entries of up to so many bytes are held back until they are whole. */
export const wholeBytes = 1 << 20;

const block = 512;
const magic = Buffer.from('ustar');
const [zero, blank] = [0x30, 0x20];
/** More behind the archive is no answer of the gate. */
const mostRest = 100;

/**
 * Reads an archive of tar's "ustar" format as it comes, in pieces of any length. Checksums of headers are not looked at:
 * what counts is whether a name was asked for, and the sha1 of the content. Source: POSIX, pax, "ustar Interchange Format".
 */
export class TarReader {
  readonly #taker: TarTaker;
  readonly #held = Buffer.allocUnsafe(wholeBytes);
  #heldBytes = 0;
  #piece: Buffer = this.#held;
  #at = 0;
  #entry: TarEntry | undefined;
  /** Of the entry, and of what fills up its last block. */
  #left = { bytes: 0, filling: 0 };
  #rest: string | undefined;

  constructor(taker: TarTaker) {
    this.#taker = taker;
  }

  /** What came behind the archive, without the zeros that fill it up; undefined while it has not ended. */
  get rest(): string | undefined {
    return this.#rest;
  }

  /** Takes the next piece. Throws `answer` when this can be no archive. */
  read(piece: Buffer): void {
    this.#piece = piece;
    this.#at = 0;
    while (this.#at < piece.length) {
      if (this.#rest !== undefined) this.#readRest();
      else if (this.#entry !== undefined) this.#readBody(this.#entry);
      else if (this.#left.filling > 0) this.#left.filling -= this.#next(this.#left.filling).length;
      else this.#readHeader();
    }
  }

  #readHeader(): void {
    const header = this.#whole(block);
    if (header === undefined) return;
    if (header[0] === 0) {
      this.#rest = '';
      return;
    }
    const entry = readEntry(header);
    this.#entry = entry;
    this.#left = { bytes: entry.bytes, filling: (block - (entry.bytes % block)) % block };
    this.#taker.begin(entry);
    if (entry.bytes === 0) this.#endEntry(this.#held.subarray(0, 0));
  }

  #readBody({ bytes }: TarEntry): void {
    if (bytes <= wholeBytes) {
      const body = this.#whole(bytes);
      if (body !== undefined) this.#endEntry(body);
      return;
    }
    const part = this.#next(this.#left.bytes);
    this.#left.bytes -= part.length;
    if (this.#left.bytes > 0) this.#taker.take(part);
    else this.#endEntry(part);
  }

  #endEntry(last: Buffer): void {
    this.#taker.take(last);
    this.#taker.end();
    this.#entry = undefined;
  }

  #readRest(): void {
    const rest = this.#next(this.#piece.length).toString('latin1').replaceAll('\0', '');
    this.#rest = `${this.#rest ?? ''}${rest}`.slice(0, mostRest);
  }

  /** At most so many of the bytes that are here. */
  #next(most: number): Buffer {
    const from = this.#at;
    this.#at = Math.min(this.#piece.length, from + most);
    return this.#piece.subarray(from, this.#at);
  }

  /** So many bytes in one, once they are all here. */
  #whole(bytes: number): Buffer | undefined {
    const part = this.#next(bytes - this.#heldBytes);
    if (part.length === bytes) return part;
    part.copy(this.#held, this.#heldBytes);
    this.#heldBytes += part.length;
    if (this.#heldBytes < bytes) return undefined;
    this.#heldBytes = 0;
    return this.#held.subarray(0, bytes);
  }
}

function readEntry(header: Buffer): TarEntry {
  const prefix = textAt(header, 345, 155);
  const name = textAt(header, 0, 100);
  const bytes = figureAt(header, 124);
  if (!header.subarray(257, 262).equals(magic) || !Number.isSafeInteger(bytes)) {
    fail('answer', {
      what: `production's archive is not understood (at ${printable(name)})`,
      next: 'Run again; if it stays, look at the connection and at production.',
    });
  }
  const type = header[156];
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    bytes,
    time: figureAt(header, 136),
    isFile: type === 0 || type === zero,
  };
}

function textAt(header: Buffer, from: number, length: number): string {
  if (header[from] === 0) return '';
  const end = header.indexOf(0, from);
  return header.toString('latin1', from, end < 0 ? from + length : Math.min(end, from + length));
}

/** Up to eleven octal digits, ended by a NUL or a blank; NaN for anything else. */
function figureAt(header: Buffer, from: number): number {
  let figure = 0;
  for (let at = from; at < from + 12; at += 1) {
    const byte = header[at] ?? 0;
    if (at > from && (byte === 0 || byte === blank)) return figure;
    if (byte < zero || byte > zero + 7) return NaN;
    figure = figure * 8 + byte - zero;
  }
  return NaN;
}
