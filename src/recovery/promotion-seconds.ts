import type { Config } from '../config/keys.ts';
import type { Event } from './events.ts';
import { listIncidents } from './incident.ts';

/** The part that makes PostgreSQL a primary, as its events name it. */
const pointOfNoReturn = 'promoted';

/**
 * How long the last promotion took that an incident of this machine tells of, a drill or not, in seconds; undefined where
 * none came to its end.
 */
export async function lastPromotionSeconds(config: Config): Promise<number | undefined> {
  const all = (await listIncidents(config)).map(({ events }) => promotionSeconds(events));
  return all.findLast((seconds) => seconds !== undefined);
}

/**
 * From the beginning of the run that promoted PostgreSQL to the first end of a whole promotion, in seconds: what went wrong
 * in between counts, a run before that was refused does not, nor does a later one that found all done.
 */
export function promotionSeconds(events: readonly Event[]): number | undefined {
  const isStep = (state: string) => (event: Event) =>
    event.kind === 'step' && event.step === 'promote' && event.state === state;
  const act = events.findLastIndex((event) => event.kind === 'intent' && event.act === pointOfNoReturn);
  if (act < 0) return undefined;
  const began = events.slice(0, act).findLast(isStep('running'));
  const ended = events.slice(act).find(isStep('done'));
  if (began === undefined || ended === undefined) return undefined;
  const seconds = (Date.parse(ended.at) - Date.parse(began.at)) / 1000;
  return seconds < 0 ? undefined : seconds;
}
