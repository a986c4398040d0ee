import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import type { Config } from '../../../src/config/keys.ts';
import { nameOf, pathOf } from '../../../src/files/names.ts';
import { createHold } from '../../../src/sync/hold/hold.ts';
import { listHolds, measureHold } from '../../../src/sync/hold/list.ts';
import { purgeHolds } from '../../../src/sync/hold/purge.ts';
import { restoreHold } from '../../../src/sync/hold/restore.ts';
import { testContext } from '../../support/context.ts';

let root: string;
let config: Config;
let now: Date;
const context = testContext({ now: () => now });
const base = () => join(root, 'data');
const at = (...parts: readonly string[]) => join(root, ...parts);
const open = (runId = 'run-1') =>
  createHold(context, { base: base(), runId, job: 'attachments', reason: 'a test' });

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'ot-hold-'));
  now = new Date('2026-01-31T02:00:00Z');
  mkdirSync(at('data/filestore/prod/aa'), { recursive: true });
  mkdirSync(at('share'));
  mkdirSync(at('state'));
  const keys = { DATA_DIR: base(), PROJECT_DIR: at('share'), STATE_DIR: at('state'), RUN_DIR: at('run') };
  const lines = Object.entries(keys).map(([key, value]) => `${key}="${value}"\n`);
  writeFileSync(at('conf'), lines.join(''));
  config = (await loadConfig(at('conf'))).values;
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (name: string, content = name) => writeFileSync(pathOf(base(), name), content);
const read = (name: string) => readFileSync(pathOf(base(), name), 'utf8');

test('[promise 4] what is kept leaves its place, is listed, and comes back as it was', async () => {
  put('filestore/prod/aa/one', '1234');
  const hold = open();
  expect(await hold.keep('filestore/prod/aa/one')).toBe(true);
  expect(existsSync(at('data/filestore/prod/aa/one'))).toBe(false);
  const [held, ...others] = await listHolds(context, config);
  expect(others).toEqual([]);
  expect(held).toMatchObject({ runId: 'run-1', job: 'attachments', base: base(), reason: 'a test' });
  expect(held === undefined ? undefined : await measureHold(held)).toEqual({ files: 1, bytes: 4 });
  const back = await restoreHold(context, config, { id: 'run-1', paths: [], replace: false });
  expect(back).toEqual({ restored: [at('data/filestore/prod/aa/one')], occupied: [] });
  expect(read('filestore/prod/aa/one')).toBe('1234');
  expect(await listHolds(context, config)).toEqual([]);
});

test('what is not there cannot be kept, and leaves no hold', async () => {
  expect(await open().keep('filestore/prod/aa/none')).toBe(false);
  expect(await listHolds(context, config)).toEqual([]);
});

test.each(['../out', 'a/../../out', '/etc/passwd', 'a//b', '.', ''])(
  'the name %j is not taken',
  async (name) => {
    await expect(open().keep(name)).rejects.toThrow('not a name below');
  },
);

test('names with any bytes are kept and brought back', async () => {
  const names = ['new\nline', 'quo\'te"', '-rf', ' blank ', 'latin\xe9', nameOf('ümlaut'), '\x1b[31m'];
  names.forEach((name) => put(`filestore/${name}`, name));
  const hold = open();
  for (const name of names) expect(await hold.keep(`filestore/${name}`)).toBe(true);
  const request = {
    id: 'run-1',
    paths: [at('data/filestore/latin\\xe9'), 'filestore/ümlaut'],
    replace: false,
  };
  expect((await restoreHold(context, config, request)).restored).toHaveLength(2);
  expect(read('filestore/latin\xe9')).toBe('latin\xe9');
  await restoreHold(context, config, { id: 'run-1', paths: ['filestore/'], replace: false });
  names.forEach((name) => expect(read(`filestore/${name}`)).toBe(name));
});

test('a folder is kept whole, and its own folder comes back with its mode', async () => {
  put('filestore/prod/aa/one');
  const before = statSync(at('data/filestore/prod')).mode;
  await open().keep('filestore/prod/aa');
  rmSync(at('data/filestore'), { recursive: true });
  await restoreHold(context, config, { id: 'run-1', paths: ['filestore/prod'], replace: false });
  expect(read('filestore/prod/aa/one')).toBe('filestore/prod/aa/one');
  expect(statSync(at('data/filestore/prod')).mode).toBe(before);
});

test('a restore overwrites nothing; with --replace the present one is set aside in turn', async () => {
  put('filestore/x', 'old');
  await open().keep('filestore/x');
  put('filestore/x', 'new');
  const refused = await restoreHold(context, config, { id: 'run-1', paths: [], replace: false });
  expect(refused).toEqual({ restored: [], occupied: [at('data/filestore/x')] });
  expect(read('filestore/x')).toBe('new');
  await restoreHold(context, config, { id: 'run-1', paths: [], replace: true });
  expect(read('filestore/x')).toBe('old');
  const [aside] = await listHolds(context, config);
  expect(aside?.reason).toBe('replaced by ot-hold restore');
  rmSync(at('data/filestore/x'));
  await restoreHold(context, config, { id: aside?.runId ?? '', paths: [], replace: false });
  expect(read('filestore/x')).toBe('new');
});

test('a second name in the hold leaves the first in place', async () => {
  put('filestore/x', 'old');
  await open().keepLinked('filestore/x');
  expect(read('filestore/x')).toBe('old');
  expect(readFileSync(at('data/.ot-redundancy/hold/run-1/files/filestore/x'), 'utf8')).toBe('old');
});

test('system files are copied with mode and times, and come back from another folder', async () => {
  put('filestore/x', 'old');
  symlinkSync('x', at('data/filestore/link'));
  const hold = createHold(context, {
    base: '/',
    folder: at('state/hold'),
    runId: 'run-2',
    job: 'conf',
    reason: 'replaced',
  });
  const relative = (name: string) => at('data', name).slice(1);
  expect(await hold.keepCopy(relative('filestore'))).toBe(true);
  rmSync(at('data/filestore'), { recursive: true });
  mkdirSync(at('data/filestore'));
  put('filestore/x', 'new');
  await restoreHold(context, config, { id: 'run-2', paths: [], replace: true });
  expect(read('filestore/x')).toBe('old');
  expect(read('filestore/link')).toBe('old');
  expect((await listHolds(context, config)).map((held) => held.base)).toEqual(['/']);
});

/** Looks whether anything is to be purged at each of these days. */
async function purgeOn(...days: readonly string[]): Promise<number> {
  let purged = 0;
  for (const day of days) {
    now = new Date(`${day}T02:00:01Z`);
    purged += (await purgeHolds(context, config)).length;
  }
  return purged;
}

test('[promise 4] a clock that is suddenly weeks ahead ends no hold, and neither does one that is set right', async () => {
  put('filestore/x');
  await open().keep('filestore/x');
  expect(await purgeOn('2026-02-01', '2026-02-02', '2099-02-02')).toBe(0);
  now = new Date('2099-02-02T12:00:00Z');
  expect(await purgeHolds(context, config)).toEqual([]);
  expect(await purgeOn('2026-02-03', '2026-02-04', '2026-02-15', '2026-03-01')).toBe(0);
  expect(await listHolds(context, config)).toHaveLength(1);
  expect(await purgeOn('2026-03-03')).toBe(1);
});

test('after weeks without a run, a day passes before anything is purged', async () => {
  put('filestore/x');
  await open().keep('filestore/x');
  expect(await purgeOn('2026-02-01', '2026-06-01')).toBe(0);
  expect(await purgeOn('2026-06-02')).toBe(1);
});

test('[promise 4] holds are purged when their days are over, not before', async () => {
  put('filestore/x');
  await open().keep('filestore/x');
  expect(await purgeOn('2026-02-15', '2026-03-01')).toBe(0);
  now = new Date('2026-03-02T02:00:01Z');
  expect(await purgeHolds(context, config, { dryRun: true })).toHaveLength(1);
  expect(await listHolds(context, config)).toHaveLength(1);
  expect(await purgeHolds(context, config)).toHaveLength(1);
  expect(await listHolds(context, config)).toEqual([]);
  expect(existsSync(at('data/.ot-redundancy/hold/run-1'))).toBe(false);
});

test('a hold whose folder is a link to elsewhere is not used', async () => {
  mkdirSync(at('elsewhere'));
  symlinkSync(at('elsewhere'), at('data/.ot-redundancy'));
  put('filestore/x');
  await expect(open().keep('filestore/x')).rejects.toThrow('it is a link');
  expect(read('filestore/x')).toBe('filestore/x');
});

test('a hold that nobody has is not found', async () => {
  const request = { id: 'nothing', paths: [], replace: false };
  await expect(restoreHold(context, config, request)).rejects.toThrow('there is no hold nothing');
});
