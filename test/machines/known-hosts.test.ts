import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostKey } from '../../src/machines/known-hosts.ts';
import {
  fingerprint,
  keysOf,
  knownHostName,
  readHostKey,
  replaceKeys,
} from '../../src/machines/known-hosts.ts';

let folder: string;
let one: HostKey;
let other: HostKey;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'known-hosts-'));
  [one, other] = [newKey('one', 'ed25519'), newKey('other', 'ecdsa')];
});

afterAll(() => rmSync(folder, { recursive: true }));

function newKey(name: string, type: string): HostKey {
  spawnSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'x y', '-f', join(folder, name)]);
  const [shown = '', blob = ''] = readFileSync(join(folder, `${name}.pub`), 'utf8').split(' ');
  const key = readHostKey(shown, blob);
  if (key === undefined) throw new Error('ssh-keygen made no key');
  return key;
}

test('a fingerprint is the one that ssh shows', () => {
  const { stdout } = spawnSync('ssh-keygen', ['-lf', join(folder, 'one.pub')], { encoding: 'utf8' });
  expect(stdout).toContain(` ${fingerprint(one)} `);
});

test('a port other than 22 is part of the name', () => {
  expect([knownHostName('a', 22), knownHostName('a', 2222)]).toEqual(['a', '[a]:2222']);
});

test.each([
  ['ssh-rsa', () => one.blob],
  ['ssh-ed25519', () => 'AAAA'],
  ['ssh-ed25519', () => ''],
  ['ssh-ed25519', () => '$(id)'],
  ['ssh ed25519', () => one.blob],
])('%s with a blob that is none of its type is no key', (type, blob) => {
  expect(readHostKey(type, blob())).toBeUndefined();
});

test('keys are found under plain and hashed names, and under no other', () => {
  const file = join(folder, 'hashed');
  writeFileSync(file, `[h]:22022 ${one.type} ${one.blob}\nh,10.0.0.1 ${other.type} ${other.blob} comment\n`);
  const plain = readFileSync(file, 'utf8');
  spawnSync('ssh-keygen', ['-q', '-H', '-f', file]);
  const hashed = readFileSync(file, 'utf8');
  expect(hashed).not.toContain('22022');
  for (const text of [plain, hashed]) {
    expect(keysOf(text, '[h]:22022')).toEqual([one]);
    expect(keysOf(text, '10.0.0.1')).toEqual([other]);
    expect(keysOf(text, 'h2')).toEqual([]);
  }
});

test('revoked keys and authorities are no pinned keys', () => {
  const text = `@revoked h ${one.type} ${one.blob}\n@cert-authority h ${one.type} ${one.blob}\n# h ${one.type} ${one.blob}\n`;
  expect(keysOf(text, 'h')).toEqual([]);
  expect(replaceKeys(text, 'h', [other])).toBe(`${text}h ${other.type} ${other.blob}\n`);
});

test('keys replace all others of the same host; all else stays as it is', () => {
  const kept = `# comment\n\nother ${one.type} ${one.blob}\nnot understood\n`;
  const before = `${kept}h ${one.type} ${one.blob}\nh,alias ${one.type} ${one.blob} why\n`;
  expect(replaceKeys(before, 'h', [other])).toBe(
    `${kept}alias ${one.type} ${one.blob} why\nh ${other.type} ${other.blob}\n`,
  );
  expect(replaceKeys('', 'h', [one, other])).toBe(
    `h ${one.type} ${one.blob}\nh ${other.type} ${other.blob}\n`,
  );
});

test('what is written is what ssh finds', () => {
  const file = join(folder, 'written');
  writeFileSync(file, replaceKeys('', '[h]:22022', [one]));
  const { stdout } = spawnSync('ssh-keygen', ['-F', '[h]:22022', '-f', file], { encoding: 'utf8' });
  expect(stdout).toContain(one.blob);
});
