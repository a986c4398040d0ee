import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Replacement } from '../../../src/sync/conf/replace.ts';
import { healReplacement, replaceTogether } from '../../../src/sync/conf/replace.ts';
import type { Place } from '../../support/place.ts';
import { openPlace } from '../../support/place.ts';

let place: Place;

beforeEach(async () => {
  place = await openPlace();
  place.write('etc/changed', 'old');
  chmodSync(place.at('etc/changed'), 0o600);
  place.write('etc/folder/gone', 'old');
  symlinkSync('changed', place.at('etc/link'));
});

afterEach(() => place.close());

const healing = () => ({ context: place.context, config: place.config, runId: 'run-1' });

function replacement(test: Replacement['test'], onPut?: () => void): Replacement {
  const paths = ['changed', 'folder', 'folder/gone', 'link', 'new'].map((name) => place.at('etc', name));
  return {
    name: 'files',
    paths,
    async put() {
      writeFileSync(place.at('etc/changed'), 'new');
      rmSync(place.at('etc/folder'), { recursive: true });
      rmSync(place.at('etc/link'));
      writeFileSync(place.at('etc/link'), 'a file now');
      onPut?.();
      place.write('etc/new', 'new');
    },
    test,
  };
}

function expectOld(): void {
  expect(readdirSync(place.at('etc')).sort()).toEqual(['changed', 'folder', 'link']);
  expect(readFileSync(place.at('etc/changed'), 'utf8')).toBe('old');
  expect(statSync(place.at('etc/changed')).mode & 0o777).toBe(0o600);
  expect(readFileSync(place.at('etc/folder/gone'), 'utf8')).toBe('old');
  expect(readlinkSync(place.at('etc/link'))).toBe('changed');
}

test('[promise 4] what passes its test stays, and the earlier versions are held', async () => {
  expect(
    await replaceTogether(
      healing(),
      replacement(async () => undefined),
    ),
  ).toBeUndefined();
  expect(readFileSync(place.at('etc/new'), 'utf8')).toBe('new');
  const held = place.at('state/hold/run-1-files/files', place.at('etc'));
  expect(readdirSync(held).sort()).toEqual(['changed', 'folder', 'link']);
  expect(existsSync(place.at('state/conf-pending.json'))).toBe(false);
});

test('[promise 9] what fails its test is put back, with modes and links', async () => {
  expect(
    await replaceTogether(
      healing(),
      replacement(async () => 'no good'),
    ),
  ).toBe('no good');
  expectOld();
  expect(readdirSync(place.at('state/hold'))).toEqual([]);
});

test('[promise 5] what breaks in the middle is put back', async () => {
  const broken = replacement(
    async () => undefined,
    () => {
      throw new Error('disk full');
    },
  );
  await expect(replaceTogether(healing(), broken)).rejects.toThrow('disk full');
  expectOld();
});

test('[promise 5] what a killed run left is put back, once', async () => {
  // A run that never returns from its test is as good as killed there.
  const reached = Promise.withResolvers<void>();
  const stuck = replacement(() => {
    reached.resolve();
    return new Promise(() => undefined);
  });
  void replaceTogether(healing(), stuck);
  await reached.promise;
  place.write('etc/.ot-new-0123', 'unfinished');
  writeFileSync(place.at('etc/changed'), 'by hand, after the kill');
  expect(existsSync(place.at('etc/new'))).toBe(true);
  await healReplacement({ ...healing(), runId: 'run-2' });
  expectOld();
  expect(place.context.said).toEqual([expect.stringContaining('the earlier versions are back')]);
  const found = place.at('state/hold/run-2-found/files', place.at('etc/changed'));
  expect(readFileSync(found, 'utf8')).toBe('by hand, after the kill');
  writeFileSync(place.at('etc/changed'), 'later');
  await healReplacement({ ...healing(), runId: 'run-3' });
  expect(readFileSync(place.at('etc/changed'), 'utf8')).toBe('later');
});

test('[promise 8] what stands behind a link is neither held nor taken away', async () => {
  place.write('elsewhere/file', 'not ours');
  symlinkSync('../elsewhere', place.at('etc/led'));
  const paths = [place.at('etc/led'), place.at('etc/led/file')];
  const nothing: Replacement = {
    name: 'files',
    paths,
    put: async () => undefined,
    test: async () => 'no good',
  };
  expect(await replaceTogether(healing(), nothing)).toBe('no good');
  expect(readFileSync(place.at('elsewhere/file'), 'utf8')).toBe('not ours');
  expect(readlinkSync(place.at('etc/led'))).toBe('../elsewhere');
});
