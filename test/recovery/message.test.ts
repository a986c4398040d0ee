import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NewEvent } from '../../src/recovery/events.ts';
import { openIncident, record, startIncident } from '../../src/recovery/incident.ts';
import { messageOf } from '../../src/recovery/message.ts';
import type { Place } from '../support/place.ts';
import { openPlace } from '../support/place.ts';

const zone = process.env['TZ'];
let place: Place;

beforeEach(async () => {
  process.env['TZ'] = 'Europe/Berlin';
  place = await openPlace({ SYNCSRC: 'production.example' });
});
afterEach(() => {
  place.close();
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

/** The message after these events, each at its time. */
async function messageAfter(
  drill: boolean,
  events: readonly (readonly [string, NewEvent])[],
): Promise<string> {
  let time = '2026-05-04T00:50:00.000Z';
  const context = { ...place.context, clock: { ...place.context.clock, now: () => new Date(time) } };
  const { id } = await startIncident(context, place.config, { why: 'dark', drill });
  for (const [at, event] of events) {
    time = at;
    await record(context, place.config, { id, event });
  }
  const incident = await openIncident(place.config);
  if (incident === undefined) throw new Error('the incident is not open');
  return messageOf(context, place.config, incident);
}

test('before anything is known the message claims nothing', async () => {
  const message = await messageAfter(true, []);
  expect(message).toBe(
    [
      'This is a drill: nothing has happened.',
      '',
      'Odoo had to leave its usual server (production.example). The recovery began at 2026-05-04 02:50 CEST.',
      'Odoo is not back yet.',
      '',
      'How much of the last work is missing is not known yet.',
      'Files that were uploaded last may be missing, too.',
      'Please look at what you entered last, and enter again what is missing.',
      '',
    ].join('\n'),
  );
});

test('facts become sentences for people: their own time, no position in the WAL', async () => {
  const value = { replayedLsn: '0/5A3F120', lastTransactionAt: '2026-05-04T00:47:31.123Z' };
  const message = await messageAfter(false, [
    ['2026-05-04T01:10:00Z', { kind: 'fact', name: 'database', what: 'replayed to 0/5A3F120', value }],
    ['2026-05-04T01:12:00Z', { kind: 'step', step: 'promote', state: 'done' }],
    [
      '2026-05-04T01:13:00Z',
      { kind: 'fact', name: 'loss', what: 'attachments: 2 of 9 files are missing', value: '' },
    ],
  ]);
  expect(message).toContain('Odoo runs on standby since 2026-05-04 03:12 CEST.');
  expect(message).toContain('What was entered until 2026-05-04 02:47 CEST is there');
  expect(message).toContain('2 uploaded files are missing');
  expect(message).not.toMatch(/5A3F120|T\d\d:|Z\b/);
});
