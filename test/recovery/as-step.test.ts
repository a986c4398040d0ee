import { afterEach, beforeEach, expect, test } from 'vitest';
import { perform } from '../../src/recovery/act.ts';
import { asStep } from '../../src/recovery/as-step.ts';
import type { Incident } from '../../src/recovery/incident.ts';
import { openIncident, startIncident } from '../../src/recovery/incident.ts';
import { stepState } from '../../src/recovery/step-states.ts';
import type { Place } from '../support/place.ts';
import { openPlace } from '../support/place.ts';

let place: Place;
let incident: Incident;
const interrupt = new AbortController();

beforeEach(async () => {
  place = await openPlace();
  incident = await startIncident(place.context, place.config, { why: 'dark' });
});
afterEach(() => place.close());

test('[promise 12] what was interrupted says so, and asks nobody to report a fault', async () => {
  const { config } = place;
  const context = { ...place.context, signal: interrupt.signal };
  const step = { context, config, incident: incident.id, step: 'smoke' };
  const work = async () => {
    context.signal.throwIfAborted();
    return [];
  };
  const act = { incident: incident.id, act: 'a', what: 'act', work };
  interrupt.abort(new Error('ended by SIGTERM'));
  const acting = asStep(step, async () => ({ lines: await perform(context, config, act) }));
  await expect(acting).rejects.toThrow('ended by SIGTERM');
  const events = (await openIncident(config))?.events ?? [];
  expect(stepState(events, 'smoke')).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/^interrupted: ended by SIGTERM/),
  });
  expect(events.find(({ kind }) => kind === 'outcome')).toMatchObject({
    what: expect.stringMatching(/^act: interrupted: ended by SIGTERM/),
    tail: ['Run the command again.'],
  });
});
