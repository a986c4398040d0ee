import type { Event } from '../../../src/recovery/events.ts';

const mostInARow = 200;

/**
 * Events as a screen has room, and time, for: where a step has found very much, as after the loss of a filestore, the first
 * facts stand for all, and the last of them says how many follow.
 */
export function shortened(events: readonly Event[]): readonly Event[] {
  const shown: Event[] = [];
  let inARow = 0;
  for (const event of events) {
    const before = shown.at(-1);
    const goesOn = event.kind === 'fact' && before?.kind === 'fact' && before.name === event.name;
    inARow = goesOn ? inARow + 1 : 1;
    if (event.kind !== 'fact' || inARow <= mostInARow) {
      shown.push(event);
      continue;
    }
    if (inARow > mostInARow + 1) shown.pop();
    shown.push({ ...event, what: `… and ${inARow - mostInARow} more: ot-recovery report` });
  }
  return shown;
}
