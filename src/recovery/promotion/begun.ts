import type { Config } from '../../config/keys.ts';
import { openIncident } from '../incident.ts';

/** The name of the fact that marks the point from which a promotion is under way. */
export const begunFact = 'timeline-before';

/** The timeline before the promotion that the open incident began; undefined when it began none. */
export async function promotionBegan(config: Config): Promise<number | undefined> {
  const incident = await openIncident(config);
  const fact = incident?.events.findLast((event) => event.kind === 'fact' && event.name === begunFact);
  return fact?.kind === 'fact' && typeof fact.value === 'number' ? fact.value : undefined;
}
