import { stat } from 'node:fs/promises';
import type { Clock } from '../context.ts';

/** Remembers how files and folders stood, so that what has not changed is not read again and again. */
export interface Unchanged {
  /** Whether all of these stand as they did at the last call with the same list. Never true for what is just being written. */
  same(paths: readonly string[]): Promise<boolean>;
}

/** Times of files move in steps of a few milliseconds: what was written in the same step looks the same. */
const settledMs = 2_000;

/** Remembers nothing yet. */
export function createUnchanged({ now }: Pick<Clock, 'now'>): Unchanged {
  let known = '';
  return {
    async same(paths) {
      const before = known;
      const stands = await Promise.all(paths.map(standOf));
      const newest = Math.max(0, ...stands.map(({ changedMs }) => changedMs));
      const settled = now().getTime() - newest > settledMs;
      known = settled ? stands.map(({ text }) => text).join('\n') : '';
      return settled && known === before;
    },
  };
}

async function standOf(path: string): Promise<{ readonly text: string; readonly changedMs: number }> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return { text: `${path} none`, changedMs: 0 };
  // The time of the last change of the inode moves with rights and owner, too.
  const { ino, size, mtimeMs, ctimeMs } = found;
  return { text: `${path} ${ino} ${size} ${mtimeMs} ${ctimeMs}`, changedMs: Math.max(mtimeMs, ctimeMs) };
}
