import type { Clock } from '../context.ts';
import type { CheckOutcome } from './check.ts';
import type { Aged } from './memo.ts';

/** What a look found; undefined when there was nothing to look at. */
export type Seen = CheckOutcome | undefined;

/** A look that may be wanted. */
export interface Wanted {
  readonly id: string;
  /** What was seen under another one says nothing any more: role and configuration. */
  readonly stamp: string;
  /** How many seconds what was seen stays fresh. */
  fresh(seen: Seen): number;
  look(): Promise<Seen>;
}

/** Remembers what the checks saw. */
export interface Looks {
  /** What was seen last while it is fresh, else what a new look sees. Undefined: the new look takes too long to wait for. */
  see(wanted: Wanted): Promise<Aged<Seen> | undefined>;
}

interface Entry {
  readonly stamp: string;
  readonly seen: Seen;
  readonly at: number;
}

/**
 * An empty memory. Who has patience waits for each first look to its end. Without it, as on a screen that must not stand
 * still because production is silent, a look goes on behind the scenes and is seen the next time.
 */
export function createLooks(clock: Pick<Clock, 'elapsed' | 'sleep'>, patienceMs?: number): Looks {
  const entries = new Map<string, Entry>();
  const underWay = new Map<string, Promise<Entry>>();
  const begin = ({ id, stamp, look }: Wanted): Promise<Entry> => {
    const key = `${id} ${stamp}`;
    const already = underWay.get(key);
    if (already !== undefined) return already;
    const at = clock.elapsed();
    const looking = look()
      .then((seen) => {
        const entry = { stamp, seen, at };
        entries.set(id, entry);
        return entry;
      })
      .finally(() => underWay.delete(key));
    underWay.set(key, looking);
    // An interruption ends the whole report; a look that nobody waits for ends with it.
    looking.catch(() => undefined);
    return looking;
  };
  const aged = ({ seen, at }: Entry) => ({ value: seen, ageSeconds: (clock.elapsed() - at) / 1000 });
  return {
    async see(wanted) {
      const before = entries.get(wanted.id);
      const usable = before?.stamp === wanted.stamp ? before : undefined;
      if (usable !== undefined && aged(usable).ageSeconds < wanted.fresh(usable.seen)) return aged(usable);
      const looking = begin(wanted);
      if (patienceMs === undefined) return aged(await looking);
      const waited = await Promise.race([looking, clock.sleep(patienceMs)]);
      const entry = waited ?? usable;
      return entry === undefined ? undefined : aged(entry);
    },
  };
}
