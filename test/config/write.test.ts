import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { KeyName } from '../../src/config/keys.ts';
import { planConfigEdit, setConfig } from '../../src/config/write.ts';
import { testContext } from '../support/context.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  path = join(folder, 'ot.conf');
});

afterEach(() => rmSync(folder, { recursive: true }));

const changes = (...pairs: readonly (readonly [KeyName, string])[]) => new Map(pairs);
const set = (...pairs: readonly (readonly [KeyName, string])[]) =>
  setConfig(testContext(), path, new Map(pairs));
const bits = () => (statSync(path).mode & 0o7777).toString(8);

test('[promise 18] a new file is readable by its owner and group only', async () => {
  await set(['SYNCSRC', 'production']);
  expect(bits()).toBe('640');
  expect(readdirSync(folder)).toEqual(['ot.conf']);
});

test.each([
  [0o644, '640'],
  [0o666, '640'],
  [0o640, '640'],
  [0o600, '600'],
])('[promise 18] the bits of a file are kept or tightened: %o', async (before, after) => {
  writeFileSync(path, 'SYNCMODE=off\n');
  chmodSync(path, before);
  await set(['SYNCMODE', 'on']);
  expect(bits()).toBe(after);
});

test.runIf(process.getuid?.() === 0)('owner and group stay', async () => {
  writeFileSync(path, 'SYNCMODE=off\n');
  chownSync(path, 12, 34);
  await set(['SYNCMODE', 'on']);
  expect(statSync(path)).toMatchObject({ uid: 12, gid: 34 });
});

test('behind a link the file itself is written', async () => {
  const real = join(folder, 'real.conf');
  writeFileSync(real, 'SYNCMODE=off\n');
  symlinkSync('real.conf', path);
  await set(['SYNCMODE', 'on']);
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(readFileSync(real, 'utf8')).toBe('SYNCMODE="on"\n');
});

test('what is there already is not written again', async () => {
  writeFileSync(path, 'SYNCMODE=on\n');
  const before = statSync(path);
  const edit = await set(['SYNCMODE', 'on']);
  expect(edit.changed).toBe(false);
  expect(statSync(path).ino).toBe(before.ino);
});

test.each([
  ['SYNCMODE=on off\n', 'config-syntax', 'line 1: SYNCMODE'],
  ['# x\nSYNCSRC=a\nif true\n', 'config-syntax', 'line 3:'],
  ['SYNCMODE=off\nOTHER=1\n', 'config-key', 'line 2: there is no key OTHER'],
  ['SSH_PORT=99999\n', 'config-value', 'line 1: SSH_PORT'],
  ['SYNCSRC=a\nSYNCSRC=b\n', 'config-key', 'line 2: SYNCSRC is set a second time'],
])('a file that is not understood (%j) is not touched', async (text, code, what) => {
  writeFileSync(path, text);
  await expect(set(['SYNCMODE', 'off'])).rejects.toMatchObject({
    code,
    message: expect.stringContaining(what),
  });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a value that is not usable is put right by setting it', async () => {
  writeFileSync(path, 'SSH_PORT=99999\n');
  await set(['SSH_PORT', '22']);
  expect(readFileSync(path, 'utf8')).toBe('SSH_PORT="22"\n');
});

test('all are set or none', async () => {
  writeFileSync(path, 'SYNCMODE=off\n');
  const both = set(['SYNCMODE', 'on'], ['SSH_PORT', 'x']);
  await expect(both).rejects.toMatchObject({ code: 'config-value' });
  expect(readFileSync(path, 'utf8')).toBe('SYNCMODE=off\n');
});

test.each([
  'a|b',
  '$(touch canary)',
  '`touch canary`',
  'a;b',
  '-oProxyCommand=id',
  'a b',
  '&',
  'a\nSYNCMODE=on',
])('[hazard 24] a reply such as %j is data: refused for what it is, never run', async (reply) => {
  writeFileSync(path, 'SYNCSRC=old\n');
  await expect(set(['SYNCSRC', reply])).rejects.toMatchObject({ code: 'config-value' });
  expect(readFileSync(path, 'utf8')).toBe('SYNCSRC=old\n');
  expect(readdirSync(folder)).toEqual(['ot.conf']);
});

test('[hazard 24] a value that sed would trip over arrives as it is, for a shell too', async () => {
  const value = 'https://example.org/a|b&c/~!#?x=1';
  writeFileSync(path, 'SYNCSRC=old\n');
  await set(['HEALTHCHECK_URL', value]);
  const script = `. ${path}; printf %s "$HEALTHCHECK_URL"`;
  expect(spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout).toBe(value);
});

test('a file that someone else changed in the meantime is not overwritten', async () => {
  writeFileSync(path, 'SYNCMODE=off\n');
  const edit = await planConfigEdit(path, changes(['SYNCMODE', 'on']));
  writeFileSync(path, 'SYNCMODE=off\nSSH_PORT=2222\n');
  await expect(edit.write(testContext())).rejects.toThrow('changed by someone else');
  expect(readFileSync(path, 'utf8')).toBe('SYNCMODE=off\nSSH_PORT=2222\n');
});

test('a folder that is not there is an error', async () => {
  path = join(folder, 'none/ot.conf');
  await expect(set(['SYNCMODE', 'on'])).rejects.toMatchObject({ code: 'config-missing' });
});
