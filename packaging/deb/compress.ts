import { constants, gzipSync } from 'node:zlib';

/** What `gzip -9n` makes: best compression, no name, no time. */
export function gzip(text: string): Buffer {
  return gzipSync(text, { level: constants.Z_BEST_COMPRESSION });
}
