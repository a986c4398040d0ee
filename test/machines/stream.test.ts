import { afterAll, beforeAll, expect, test } from 'vitest';
import { streamFiles } from '../../src/machines/stream.ts';
import type { Place } from '../support/place.ts';
import { openPlace } from '../support/place.ts';

let place: Place;

beforeAll(async () => {
  place = await openPlace({ TRANSFER_IDLE_SECONDS: '5', BANDWIDTH_KBPS: '0' });
});

afterAll(() => place.close());

/** Streams what a script of sh answers, which stands in for production's side. */
async function answer(
  script: string,
  keys: { readonly limit?: number; readonly names?: readonly string[] } = {},
) {
  let text = '';
  const onBytes = (bytes: Buffer): void => void (text += bytes.toString('latin1'));
  const config = { ...place.config, BANDWIDTH_KBPS: keys.limit ?? 0 };
  const request = { folder: '/data/filestore', names: keys.names ?? [], onBytes };
  const end = await streamFiles(place.context, config, { argv: ['sh', '-c', script], request });
  return { ...end, text };
}

test('names are given as they are, each ended by a NUL; what comes behind the mark is handed on', async () => {
  const { text, silent, outcome } = await answer(String.raw`printf '\nbegin\n'; tr '\0' '|'`, {
    names: ['prod/aa/x', 'b\xe9'],
  });
  expect({ text, silent, exitCode: outcome.exitCode }).toEqual({
    ...{ text: 'prod/aa/x|b\xe9|', silent: false, exitCode: 0 },
  });
});

test.each([
  ['in one piece', String.raw`printf 'welcome\n\nbegin\nrest'`],
  ['in two pieces', String.raw`printf 'welcome\n\nbeg'; sleep 0.2; printf 'in\nrest'`],
  ['after a lot of it', String.raw`head -c 300000 /dev/zero; printf '\nbegin\nrest'`],
  ['twice', String.raw`printf '\nbegin\nrest'`],
])('chatter before the mark is dropped, %s', async (_what, script) => {
  expect((await answer(script)).text).toBe('rest');
});

test('without a mark nothing is handed on', async () => {
  expect(await answer('echo not the gate; exit 127')).toMatchObject({ text: '', outcome: { exitCode: 127 } });
});

test('[promise 6] one that falls silent is ended', async () => {
  const began = performance.now();
  const { silent, outcome, text } = await answer(String.raw`printf '\nbegin\nhalf'; sleep 300`);
  expect({ silent, ended: outcome.ended, text }).toEqual({ silent: true, ended: 'cancelled', text: 'half' });
  expect(performance.now() - began).toBeLessThan(60_000);
});

test('what the taker throws ends it, and is told', async () => {
  const onBytes = () => {
    throw new Error('the disk is full');
  };
  const argv = ['sh', '-c', String.raw`printf '\nbegin\nx'; sleep 300`] as const;
  const request = { folder: '/data', names: [], onBytes };
  const end = await streamFiles(place.context, place.config, { argv, request });
  expect(end).toMatchObject({ silent: false, thrown: new Error('the disk is full') });
});

test('BANDWIDTH_KBPS is kept to, and a pause for it is no silence', async () => {
  const began = performance.now();
  const { text, silent } = await answer(String.raw`printf '\nbegin\n'; head -c 600000 /dev/zero`, {
    limit: 300,
  });
  expect([text.length, silent]).toEqual([600_000, false]);
  // A second of it may be made up for at once.
  expect(performance.now() - began).toBeGreaterThan(900);
});
