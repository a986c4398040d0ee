import type { Config } from '../../config/keys.ts';
import type { Event } from '../events.ts';
import type { Incident } from '../incident.ts';
import { listIncidents } from '../incident.ts';
import { stepState } from '../step-states.ts';

/** The name of the fact that marks the point from which a promotion is under way. */
export const begunFact = 'timeline-before';

/** The timeline before the promotion that an incident began; undefined when it began none. */
function timelineBefore(events: readonly Event[]): number | undefined {
  const fact = events.findLast((event) => event.kind === 'fact' && event.name === begunFact);
  return fact?.kind === 'fact' && typeof fact.value === 'number' ? fact.value : undefined;
}

/** Whether an incident began a promotion that did not come to its end. */
export function isHalfPromoted({ events }: Pick<Incident, 'events'>): boolean {
  return timelineBefore(events) !== undefined && stepState(events, 'promote').state !== 'done';
}

/**
 * The timeline before the promotion that was begun last, in the open incident or in one that was ended halfway; undefined
 * when there is nothing to go on with.
 */
export async function promotionBegan(config: Config): Promise<number | undefined> {
  const begun = (await listIncidents(config)).filter(({ events }) => timelineBefore(events) !== undefined);
  // They stand in the order of their times, and a machine that lost its power may not know the time.
  const last = begun.find(({ open }) => open) ?? begun.at(-1);
  if (last === undefined || !(last.open || isHalfPromoted(last))) return undefined;
  return timelineBefore(last.events);
}
