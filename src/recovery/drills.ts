import type { Config } from '../config/keys.ts';
import type { Event } from './events.ts';
import { listIncidents } from './incident.ts';
import { isDrill } from './is-drill.ts';

/** The newest drill that came to its end. */
export interface Drill {
  readonly id: string;
  /** ISO 8601. */
  readonly finishedAt: string;
  /** Steps whose last word is that they failed. */
  readonly failed: readonly string[];
  /** Steps that were done. */
  readonly done: number;
}

/** The newest finished drill; undefined when there was none. */
export async function lastDrill(config: Config): Promise<Drill | undefined> {
  const drills = (await listIncidents(config)).filter(isDrill).flatMap(({ id, events }) => {
    const finished = events.findLast((event) => event.kind === 'finished');
    return finished === undefined ? [] : [describe(id, finished.at, events)];
  });
  return drills.toSorted((a, b) => a.finishedAt.localeCompare(b.finishedAt)).at(-1);
}

function describe(id: string, finishedAt: string, events: readonly Event[]): Drill {
  const last = new Map<string, string>();
  for (const event of events) if (event.kind === 'step') last.set(event.step, event.state);
  const failed = [...last].flatMap(([step, state]) => (state === 'failed' ? [step] : []));
  const done = [...last].filter(([, state]) => state === 'done').length;
  return { id, finishedAt, failed, done };
}
