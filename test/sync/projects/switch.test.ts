import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exchangeFolders } from '../../../src/sync/projects/exchange.ts';
import { inodeOf } from '../../../src/sync/projects/inode.ts';
import { pendingSwitch } from '../../../src/sync/projects/pending.ts';
import { healSwitch, projectsHold, switchIn } from '../../../src/sync/projects/switch.ts';
import type { Place } from '../../support/place.ts';
import { openPlace } from '../../support/place.ts';

const staging = 'share/.ot-redundancy/staging/projects/odoo-a';
const live = 'share/odoo-a';
let place: Place;

beforeEach(async () => {
  place = await openPlace();
  place.write(`${live}/version`, 'old');
  place.write(`${staging}/version`, 'new');
});

afterEach(() => place.close());

const healing = () => ({ context: place.context, config: place.config, runId: 'run-1' });
const version = () => readFileSync(place.at(live, 'version'), 'utf8');
const held = (run = 'run-1') => {
  const file = place.at(`share/.ot-redundancy/hold/${run}/files/odoo-a/version`);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};
const switchNow = () => switchIn(healing(), projectsHold(healing(), 'a test'), 'odoo-a');

/** What a run that is killed in the middle has noted before. */
async function notePending(): Promise<void> {
  const inode = async (name: string) => (await inodeOf(place.at(name))) ?? '';
  const [staged, present] = [await inode(staging), await inode(live)];
  const pending = { folder: place.config.PROJECT_DIR, name: 'odoo-a', staged, present };
  await pendingSwitch.write(place.context, place.config, pending);
}

test('the new version stands, the old one is held, nothing is pending', async () => {
  await switchNow();
  expect([version(), held(), existsSync(place.at(staging))]).toEqual(['new', 'old', false]);
  expect(await pendingSwitch.read(place.context, place.config)).toBeUndefined();
});

test('the same by two renames where folders cannot be exchanged', async () => {
  place.program('python3', 'exit 3');
  await switchNow();
  expect([version(), held(), existsSync(place.at(staging))]).toEqual(['new', 'old', false]);
});

test('what was exchanged counts, also when the program that did it was ended', async () => {
  place.program('python3', '/usr/bin/python3 "$@"; exit 1');
  await switchNow();
  expect([version(), held(), existsSync(place.at(staging))]).toEqual(['new', 'old', false]);
});

test('folders are exchanged in one act', async () => {
  expect(await exchangeFolders(place.context, place.config, [place.at(staging), place.at(live)])).toBe(true);
  expect([version(), readFileSync(place.at(staging, 'version'), 'utf8')]).toEqual(['new', 'old']);
});

test('[hazard 14] killed before the switch: the old version stays', async () => {
  await notePending();
  await healSwitch(healing());
  expect([version(), held()]).toEqual(['old', undefined]);
});

test('[hazard 14] killed between the two renames: the new version comes into its place', async () => {
  await notePending();
  await projectsHold({ ...healing(), runId: 'killed' }, 'a test').keep('odoo-a');
  expect(existsSync(place.at(live))).toBe(false);
  await healSwitch(healing());
  expect([version(), held('killed'), held()]).toEqual(['new', 'old', undefined]);
});

test('[hazard 14] killed after the exchange: the old version is held, not lost with the staging folder', async () => {
  await notePending();
  await exchangeFolders(place.context, place.config, [place.at(staging), place.at(live)]);
  await healSwitch(healing());
  expect([version(), held(), existsSync(place.at(staging))]).toEqual(['new', 'old', false]);
  await healSwitch(healing());
  expect(version()).toBe('new');
});

test('what somebody else put in the place meanwhile is not touched', async () => {
  await notePending();
  renameSync(place.at(live), place.at('share/away'));
  place.write(`${live}/version`, 'stranger');
  await healSwitch(healing());
  expect([version(), held()]).toEqual(['stranger', undefined]);
  expect(readdirSync(place.at('state'))).toEqual([]);
});
