import { statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Incident } from '../../src/recovery/incident.ts';
import { openIncident, startIncident } from '../../src/recovery/incident.ts';
import { runSiteCommand } from '../../src/recovery/site-command.ts';
import type { Place } from '../support/place.ts';
import { openPlace } from '../support/place.ts';

let place: Place;
let incident: Incident;

beforeEach(async () => {
  place = await openPlace({ SITE_COMMAND_SECONDS: '60' });
  incident = await startIncident(place.context, place.config, { why: 'dark' });
});
afterEach(() => place.close());

/** Runs a script as the site's program for the fence; what the journal keeps of its end. */
async function run(script: string) {
  place.program('fence', script);
  const command = {
    incident: incident.id,
    step: 'fence',
    argv: [place.at('bin/fence')],
    drill: false,
  } as const;
  const failure: unknown = await runSiteCommand(place.context, place.config, command).catch(
    (error: unknown) => error,
  );
  const outcome = (await openIncident(place.config))?.events.findLast(({ kind }) => kind === 'outcome');
  return { failure, outcome };
}

test('a program that leaves something at work behind has done its part', async () => {
  const { failure, outcome } = await run('sleep 300 & echo "off, watched by $!"');
  expect([failure, outcome]).toEqual([undefined, expect.objectContaining({ ok: true, exitCode: 0 })]);
  const [, child] = /watched by (\d+)/.exec(outcome?.kind === 'outcome' ? (outcome.tail[0] ?? '') : '') ?? [];
  process.kill(Number(child), 'SIGKILL');
});

test('a line without an end is kept by its end, and the journal stays small', async () => {
  const { outcome } = await run(
    'head -c 30000000 /dev/zero | tr "\\0" x; echo " the end"; printf "\\033[31mred\\n"',
  );
  expect(outcome).toMatchObject({ ok: true, tail: [expect.stringMatching(/^…x{492} the end$/), '?[31mred'] });
  expect(statSync(place.at('state/incidents', incident.id, 'journal.jsonl')).size).toBeLessThan(5_000);
});

test('what it said last is told when it fails', async () => {
  const { failure, outcome } = await run('echo out; echo "no power switch" >&2; exit 3');
  expect(failure).toMatchObject({
    code: 'program',
    message: expect.stringMatching(/exit code 3: out \/ no power switch$/),
  });
  expect(outcome).toMatchObject({
    ok: false,
    exitCode: 3,
    tail: expect.arrayContaining(['no power switch']),
  });
});
