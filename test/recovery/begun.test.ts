import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewEvent } from '../../src/recovery/events.ts';
import { record, startIncident } from '../../src/recovery/incident.ts';
import { begunFact, promotionBegan } from '../../src/recovery/promotion/begun.ts';
import type { Place } from '../support/place.ts';
import { openPlace } from '../support/place.ts';

let place: Place;

beforeEach(async () => {
  place = await openPlace();
});
afterEach(() => place.close());

/** An incident of that time in which a promotion was begun on this timeline, with what happened then. */
async function begin(at: string, timeline: number, ...then: readonly NewEvent[]): Promise<void> {
  const { config } = place;
  const context = { ...place.context, clock: { ...place.context.clock, now: () => new Date(at) } };
  const { id } = await startIncident(context, config, { why: 'dark' });
  const fact = { kind: 'fact', name: begunFact, what: 'promotion begins', value: timeline } as const;
  for (const event of [fact, ...then]) await record(context, config, { id, event });
}

const done = { kind: 'step', step: 'promote', state: 'done' } as const;
const finished = { kind: 'finished' } as const;

test('[promise 12] a clock that was set back hides no promotion that is under way', async () => {
  await begin('2030-01-01T00:00:00Z', 3, done, finished);
  expect(await promotionBegan(place.config)).toBeUndefined();
  await begin('2026-01-01T00:00:00Z', 7);
  expect(await promotionBegan(place.config)).toBe(7);
});

test('[promise 12] one that was ended halfway is gone on with', async () => {
  await begin('2026-01-01T00:00:00Z', 7, finished);
  expect(await promotionBegan(place.config)).toBe(7);
});
