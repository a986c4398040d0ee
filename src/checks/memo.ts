import type { Clock } from '../context.ts';

/** A value with its age. */
export interface Aged<T> {
  readonly value: T;
  readonly ageSeconds: number;
}

/** Remembers values for a while, so that what changes seldom is not asked for every two seconds. */
export interface Memo<T> {
  /** The remembered value while it is fresh, else a new one. `seconds` tells how long a value stays fresh. */
  get(key: string, seconds: (value: T) => number, make: () => Promise<T>): Promise<Aged<T>>;
  forget(key: string): void;
}

/** An empty memory. */
export function createMemo<T>({ elapsed }: Pick<Clock, 'elapsed'>): Memo<T> {
  const known = new Map<string, { readonly value: T; readonly at: number }>();
  return {
    async get(key, seconds, make) {
      const before = known.get(key);
      if (before !== undefined) {
        const ageSeconds = (elapsed() - before.at) / 1000;
        if (ageSeconds < seconds(before.value)) return { value: before.value, ageSeconds };
      }
      const at = elapsed();
      const value = await make();
      known.set(key, { value, at });
      return { value, ageSeconds: 0 };
    },
    forget: (key) => void known.delete(key),
  };
}
