import { isEmpty } from '../plan.ts';
import type { RunResult } from '../run-result.ts';

/** Whether a run is worth a record of its own. */
export type Worth = (result: RunResult) => boolean;

/**
 * Of runs every few seconds those are worth a record that brought something, and the first one that ends in another way
 * than those before: a production that is away for a day is one record, one alert, and another one when it is back.
 */
export function createWorth(): Worth {
  let before = 'ok';
  return (result) => {
    const ending = endingOf(result);
    const changed = ending !== before;
    before = ending;
    if (result.exit === 'interrupted') return result.plan !== undefined && !isEmpty(result.plan);
    return changed || (result.exit === 'ok' && result.plan !== undefined && !isEmpty(result.plan));
  };
}

function endingOf({ exit, failure, record }: RunResult): string {
  const items = record.problems.map(({ item, what }) => `${item}: ${what}`);
  return [exit, failure?.code ?? '', ...items].join('\n');
}
