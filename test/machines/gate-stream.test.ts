import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const gate = fileURLToPath(new URL('../../src/machines/gate.sh', import.meta.url));
let root: string;

/** A name that a file of the filestore may have, all of its digits the same. */
const sum = (digit: string) => `prod/${digit}${digit}/${digit.repeat(40)}`;
const [file, secondName, link, folder, unreadable, missing] = ['a', 'b', 'c', 'd', 'e', 'f'].map(sum);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'gate-stream-'));
  chmodSync(root, 0o755);
  for (const digit of ['a', 'b', 'c', 'd', 'e'])
    mkdirSync(join(root, 'data/prod', digit.repeat(2)), { recursive: true });
  writeFileSync(join(root, 'data', file ?? ''), 'content');
  linkSync(join(root, 'data', file ?? ''), join(root, 'data', secondName ?? ''));
  symlinkSync('/etc/passwd', join(root, 'data', link ?? ''));
  mkdirSync(join(root, 'data', folder ?? ''));
  writeFileSync(join(root, 'data', folder ?? '', 'inside'), 'not asked for');
  writeFileSync(join(root, 'data', unreadable ?? ''), 'secret', { mode: 0o000 });
  writeFileSync(join(root, 'data/prod', 'secret'), 'secret');
  writeFileSync(join(root, 'gate'), '');
});

afterAll(() => rmSync(root, { recursive: true }));

/** What the gate answers to a stream of these names. */
function stream(input: string | Buffer, env: Readonly<Record<string, string>> = {}) {
  const request = { PATH: '/usr/bin:/bin', SSH_ORIGINAL_COMMAND: `ot-gate stream ${root}/data`, ...env };
  const { status, stdout, stderr } = spawnSync('dash', [gate, `${root}/data`], {
    env: request,
    input,
    cwd: root,
  });
  const answer = stdout.toString('latin1');
  const [, archive = '', ended] = /^\nbegin\n([^]*)end (\d+)\n$/.exec(answer) ?? [];
  const listed = spawnSync('tar', ['-tvf', '-'], { input: Buffer.from(archive, 'latin1'), encoding: 'utf8' });
  const entries = listed.stdout
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '');
  return {
    status,
    ended,
    stderr: stderr.toString(),
    entries: entries.map((line) => `${line[0]} ${line.split(/ +/)[5]}`),
  };
}

const named = (...names: readonly (string | undefined)[]) => names.map((name) => `${name}\0`).join('');

test('files come as they are named, each with its content; what is not there does not come', () => {
  expect(stream(named(secondName, file, missing))).toEqual({
    ...{ status: 0, ended: '0', entries: [`- ${secondName}`, `- ${file}`] },
    stderr: expect.stringContaining(`${missing}: Warning: Cannot stat`),
  });
});

test('nothing asked for is an empty archive', () => {
  expect(stream('')).toEqual({ status: 0, ended: '0', stderr: '', entries: [] });
});

test('links are not followed, and of a folder nothing inside comes', () => {
  expect(stream(named(link, folder))).toMatchObject({ ended: '0', entries: [`l ${link}`, `d ${folder}/`] });
});

test.runIf(process.getuid?.() === 0)('what may not be read does not come, and that is said', () => {
  const ask = `exec dash ${root}/gate ${root}/data`;
  spawnSync('cp', [gate, join(root, 'gate')]);
  const env = { PATH: '/usr/bin:/bin', SSH_ORIGINAL_COMMAND: `ot-gate stream ${root}/data` };
  const options = { env, input: named(unreadable, file), cwd: '/', uid: 65534, gid: 65534 } as const;
  const { stdout, stderr } = spawnSync('sh', ['-c', ask], options);
  expect(stdout.toString('latin1')).not.toContain('secret');
  expect([stdout.subarray(-6).toString(), stderr.toString()]).toEqual([
    'end 0\n',
    expect.stringContaining('Permission denied'),
  ]);
});

test('of what tar says only the end comes: it may be a line for each name', () => {
  const names = Array.from({ length: 500 }, (_, at) => `prod/00/${`${at}`.padStart(40, '0')}`);
  const { stderr, ended } = stream(named(...names));
  expect([stderr.split('\n').length, ended]).toEqual([3, '0']);
});

test.each([
  ['a path', '/etc/passwd'],
  ['a way out', `../${'a'.repeat(40)}`],
  ['a way out in the place of the database', `../aa/${'a'.repeat(40)}`],
  ['this folder in the place of the database', `./aa/${'a'.repeat(40)}`],
  ['an option', '--checkpoint-action=exec=touch canary'],
  ['an option in the place of the database', `-C/aa/${'a'.repeat(40)}`],
  ['an option behind a line', `${sum('a')}\n--checkpoint=1`],
  ['a line before a name', `/etc/passwd\n${sum('a')}`],
  ['a line behind a name', `${sum('a')}\n`],
  ['a hidden folder', `.ssh/aa/${'a'.repeat(40)}`],
  ['another file of the database', 'prod/secret'],
  ['a deeper one', `prod/aa/aa/${'a'.repeat(40)}`],
  ['two slashes', `prod//${'a'.repeat(40)}`],
  ['no sha1', `prod/aa/${'a'.repeat(39)}`],
  ['too long a sha1', `prod/aa/${'a'.repeat(41)}`],
  ['capitals', `prod/AA/${'A'.repeat(40)}`],
  ['a pattern', `prod/aa/${'?'.repeat(40)}`],
  ['other bytes', `pr\xffd/aa/${'a'.repeat(40)}`],
])('[promise 17] %s is passed over', (_what, name) => {
  const input = Buffer.from(named(name, file), 'latin1');
  expect(stream(input)).toEqual({ status: 0, ended: '0', stderr: '', entries: [`- ${file}`] });
  expect(existsSync(join(root, 'canary'))).toBe(false);
});

test('[promise 17] a name without end does not fill the memory', () => {
  expect(stream(Buffer.alloc(64 << 20, 'a'))).toMatchObject({ ended: '0', entries: [] });
});

test('[promise 17] the options of whoever logs in mean nothing', () => {
  const env = { TAR_OPTIONS: '--checkpoint=1 --checkpoint-action=exec="touch canary"' };
  expect(stream(named(file), env)).toMatchObject({ ended: '0', entries: [`- ${file}`] });
  expect(existsSync(join(root, 'canary'))).toBe(false);
});

test('a folder that is not there has an exit code of its own', () => {
  const env = { SSH_ORIGINAL_COMMAND: `ot-gate stream ${root}/data/none` };
  expect(stream(named(file), env)).toMatchObject({ status: 94, ended: undefined });
});

test('a tar that is killed is told', () => {
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin/tar'), '#!/bin/sh\nhead -c 5 >/dev/null; kill -9 $$\n');
  chmodSync(join(root, 'bin/tar'), 0o755);
  expect(stream(named(file), { PATH: `${root}/bin:/usr/bin:/bin` })).toMatchObject({
    status: 0,
    ended: '137',
  });
});
