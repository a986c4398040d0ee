import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RecoveryCall } from '../../cli/recovery/call.ts';
import { alone } from '../../cli/recovery/call.ts';
import { list, note, report, status } from '../../cli/recovery/incident-actions.ts';
import { step } from '../../cli/recovery/step-action.ts';
import { processStart } from '../../src/machines/process-start.ts';
import { openIncident, record, startIncident } from '../../src/recovery/incident.ts';
import { takeLocks } from '../../src/sync/lock.ts';
import type { Place } from '../support/place.ts';
import { openPlace } from '../support/place.ts';

let place: Place;
let printed: string[];

beforeEach(async () => {
  place = await openPlace();
  printed = [];
});
afterEach(() => place.close());

const call = (...words: readonly string[]): RecoveryCall => ({
  ...{
    context: place.context,
    config: place.config,
    words,
    reason: undefined,
    drill: false,
    inDrill: false,
    json: false,
  },
  print: (line) => void printed.push(line),
});

async function start(why: string, now = new Date()): Promise<string> {
  const context = { ...place.context, clock: { ...place.context.clock, now: () => now } };
  return (await startIncident(context, place.config, { why })).id;
}

test('the report is that of the open incident, although a clock that was set back makes it look older', async () => {
  const finished = await start('before', new Date('2030-01-01T00:00:00Z'));
  await record(place.context, place.config, { id: finished, event: { kind: 'finished' } });
  const open = await start('now', new Date('2026-01-01T00:00:00Z'));
  await report(call());
  expect(printed.join('\n')).toContain(`# Incident ${open}`);
  await list(call());
  expect(printed.at(-1)).toContain(finished);
});

test('[promise 16] a note is taken while somebody is at work, and whoever acts is told of the work, not of syncs', async () => {
  await start('dark');
  const what = 'ot-disable-standby-mode';
  const [lock] = await takeLocks(place.context, place.config, { names: ['recovery'], what });
  await note(call('it', 'hums'));
  const events = (await openIncident(place.config))?.events ?? [];
  expect(events.at(-1)).toMatchObject({ kind: 'note', text: 'it hums' });
  const refused = takeLocks(place.context, place.config, { names: ['recovery'], what: 'another' });
  await expect(refused).rejects.toMatchObject({
    code: 'lock-held',
    next: expect.not.stringContaining('sync'),
  });
  await lock?.release();
  await alone(async () => undefined)(call());
});

test('[promise 12] a step that was begun and that nobody is at any more is not told as running', async () => {
  const id = await start('dark');
  const event = { kind: 'step', step: 'smoke', state: 'running' } as const;
  await record(place.context, place.config, { id, event });
  const pidStart = (await processStart(process.pid)) ?? '';
  const alive = { ...place.context, env: { ...place.context.env, pidStart } };
  const [lock] = await takeLocks(alive, place.config, { names: ['recovery'], what: 'ot-recovery' });
  await status(call());
  expect(printed.join('\n')).toMatch(/\[\.\.\] smoke/);
  await lock?.release();
  printed = [];
  await status(call());
  expect(printed.join('\n')).toMatch(/\[\?\?\] smoke .*whoever ran it is gone: run it again/);
  printed = [];
  await step(call('smoke'));
  expect(printed.slice(0, 2)).toEqual([
    '[??] Log in to Odoo and look around',
    'it was begun, and whoever ran it is gone: run it again',
  ]);
});
