import type { Clock } from '../context.ts';
import type { Unchanged } from './unchanged.ts';
import { createUnchanged } from './unchanged.ts';

/** Values that are made from files, for whoever wants them again and again. */
export interface ReadOnce<T> {
  /** The value of that name; read anew only when one of the files, or folders, has changed since. */
  get(name: string, paths: readonly string[], read: () => Promise<T>): Promise<T>;
}

interface Entry<T> {
  readonly files: Unchanged;
  value: Promise<T> | undefined;
}

/** Remembers nothing yet. */
export function createReadOnce<T>(clock: Pick<Clock, 'now'>): ReadOnce<T> {
  const entries = new Map<string, Entry<T>>();
  return {
    async get(name, paths, read) {
      const entry = entries.get(name) ?? { files: createUnchanged(clock), value: undefined };
      entries.set(name, entry);
      // Looked at before they are read: what changes in between is read once more.
      const same = await entry.files.same(paths);
      if (same && entry.value !== undefined) return entry.value;
      const reading = read();
      entry.value = reading;
      reading.catch(() => {
        if (entry.value === reading) entry.value = undefined;
      });
      return reading;
    },
  };
}
