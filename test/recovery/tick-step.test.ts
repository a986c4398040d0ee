import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checklist } from '../../src/recovery/checklist.ts';
import type { Incident } from '../../src/recovery/incident.ts';
import { openIncident, startIncident } from '../../src/recovery/incident.ts';
import { runStep } from '../../src/recovery/run-step.ts';
import { stepState } from '../../src/recovery/step-states.ts';
import { tickStep } from '../../src/recovery/tick-step.ts';
import type { Place } from '../support/place.ts';
import { openPlace } from '../support/place.ts';

let place: Place;
let incident: Incident;
/** Production's; nothing else of this machine listens on it. */
const address = '127.0.33.7';
/** An ssh of production that answers, as long as it is there. */
const ssh = createServer((socket) => socket.end());

beforeEach(async () => {
  const { promise, resolve } = Promise.withResolvers<number>();
  ssh.listen(0, address, () => {
    const bound = ssh.address();
    resolve(typeof bound === 'object' ? (bound?.port ?? 0) : 0);
  });
  // No PostgreSQL answers here: what is left are production's ports.
  const nowhere = { PG_HOST: '127.0.0.1', PG_PORT: '1', SYNCSRC: address, CONNECT_SECONDS: '1' };
  place = await openPlace({ ...nowhere, SSH_PORT: String(await promise) });
  incident = await startIncident(place.context, place.config, { why: 'dark' });
});
afterEach(async () => {
  await new Promise((resolve) => ssh.close(resolve));
  place.close();
});

function stepOf(name: string) {
  const step = checklist.find((each) => each.id === name);
  if (step === undefined) throw new Error(`no step ${name}`);
  return step;
}

const tick = (name: string, reason?: string, as: 'done' | 'skipped' = 'done') =>
  tickStep(place.context, place.config, { incident: incident.id, step: stepOf(name), as, reason });

async function stand(name: string) {
  const events = (await openIncident(place.config))?.events ?? [];
  const { state, reason } = stepState(events, name);
  return { state, reason, facts: events.flatMap((event) => (event.kind === 'fact' ? [event.what] : [])) };
}

test('[promise 11] production counts as shut down only when nothing of it answers', async () => {
  await expect(tick('fence')).rejects.toMatchObject({
    code: 'production-alive',
    message: expect.stringMatching(/production lives: ssh, port \d+ is open/),
    next: expect.stringContaining('ot-recovery step fence done --reason'),
  });
  expect(await stand('fence')).toMatchObject({ state: 'pending', facts: [] });
  await new Promise((resolve) => ssh.close(resolve));
  await tick('fence');
  expect(await stand('fence')).toMatchObject({ state: 'done', reason: undefined });
  expect((await stand('fence')).facts).toContainEqual(expect.stringMatching(/^no sign of life: ssh/));
});

test('[promise 11] a sign of life is accepted with a reason, and both are kept', async () => {
  await tick('fence', 'its cables are out');
  const { state, reason, facts } = await stand('fence');
  expect([state, reason]).toEqual(['done', 'its cables are out']);
  expect(facts).toContainEqual(expect.stringMatching(/^production lives: ssh/));
});

test('[promise 11] a fence without our own database looks at the ports all the same', async () => {
  const running = runStep(place.context, place.config, { incident, step: stepOf('fence'), inDrill: false });
  await expect(running).rejects.toMatchObject({ code: 'production-alive' });
  expect(await stand('fence')).toMatchObject({ state: 'failed' });
});

test('a production that the fence has told to shut down may take its time', async () => {
  place.program('fence', 'echo "going down"');
  const config = { ...place.config, FENCE_COMMAND: place.at('bin/fence') };
  const running = runStep(place.context, config, { incident, step: stepOf('fence'), inDrill: false });
  const down = new Promise((resolve) => setTimeout(() => ssh.close(resolve), 1_500));
  expect(await running).toContainEqual(expect.stringMatching(/^no sign of life: ssh/));
  await down;
  expect(await stand('fence')).toMatchObject({ state: 'done' });
});

test('what was looked at on production does not decide: that takes a person and a reason', async () => {
  const lines = await runStep(place.context, place.config, {
    incident,
    step: stepOf('exhaust'),
    inDrill: false,
  });
  expect(lines).toContainEqual(expect.stringMatching(/^production lives: ssh/));
  expect(await stand('exhaust')).toMatchObject({ state: 'pending', reason: expect.stringMatching(/decide/) });
  await expect(tick('exhaust')).rejects.toMatchObject({ code: 'usage' });
  await tick('exhaust', 'its disks are gone: go over');
  expect(await stand('exhaust')).toMatchObject({ state: 'done', reason: 'its disks are gone: go over' });
});
