import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keyNames, keys } from '../../src/config/keys.ts';
import { loadConfig, productionHost } from '../../src/config/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'config-'));
const path = join(folder, 'ot.conf');

afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string) {
  writeFileSync(path, text);
  return loadConfig(path);
}

const original = `SYNCMODE="off"
SYNCSRC="NOT-SET"
REMOTEODOO="odoo"
SUMMARYFILE=/var/log/odoo/ot-redundancy-sync-timestamps.log
`;

test("the original suite's file means what it meant", async () => {
  const { values, lines } = await load(original);
  expect(values).toMatchObject({
    SYNCMODE: 'off',
    SYNCSRC: 'NOT-SET',
    REMOTEODOO: 'odoo',
    SUMMARYFILE: '/var/log/odoo/ot-redundancy-sync-timestamps.log',
  });
  expect([...lines]).toEqual([
    ['SYNCMODE', 1],
    ['SYNCSRC', 2],
    ['REMOTEODOO', 3],
    ['SUMMARYFILE', 4],
  ]);
});

test('an empty file gives every key its default', async () => {
  const { values } = await load('');
  for (const name of keyNames) expect(values[name]).toEqual(keys[name].fallback);
});

test.each(keyNames)('the default of %s is of its own kind', (name) => {
  const { kind, fallback } = keys[name];
  const text = typeof fallback === 'object' ? fallback.join(' ') : String(fallback);
  expect(kind.read(text)).toEqual(fallback);
  expect(kind.read('\u0000')).toBeUndefined();
});

test.each(['on', '"on"', "'on'", 'o"n"'])('[hazard 6] SYNCMODE=%s is on', async (text) => {
  expect((await load(`SYNCMODE=${text}\n`)).values.SYNCMODE).toBe('on');
});

test('[hazard 7] SYNCMODE that is not set is off', async () => {
  expect((await load('SYNCSRC=production\n')).values.SYNCMODE).toBe('off');
});

test.each([
  ['', 'config-value', 'SYNCMODE is "", expected "on" or "off"'],
  ['""', 'config-value', 'SYNCMODE is ""'],
  ['on off', 'config-syntax', 'SYNCMODE: expected one value'],
  ['"on off"', 'config-value', 'SYNCMODE is "on off"'],
  ['ON', 'config-value', 'SYNCMODE is "ON"'],
  ['yes', 'config-value', 'SYNCMODE is "yes"'],
  ['"on "', 'config-value', 'SYNCMODE is "on "'],
  ['on\u00a0', 'config-value', 'expected "on" or "off"'],
  ['$MODE', 'config-syntax', 'SYNCMODE: expected a constant'],
])(
  '[promise 2] [hazard 7] SYNCMODE=%s is refused with file, line and what was expected',
  async (text, code, what) => {
    await expect(load(`# first\nSYNCMODE=${text}\n`)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`^${path}, line 2: `)),
      exit: 'configuration',
    });
    await expect(load(`# first\nSYNCMODE=${text}\n`)).rejects.toThrow(what);
  },
);

test.each([
  ['SYNCSRCE=x', 'config-key', 'line 1: there is no key SYNCSRCE', 'Did you mean SYNCSRC?'],
  ['PATH=/x', 'config-key', 'there is no key PATH', 'ot-configure --explain'],
  ['constructor=x', 'config-key', 'there is no key constructor', 'ot-configure --explain'],
  [
    'SYNCMODE=on\nSYNCMODE=off',
    'config-key',
    'line 2: SYNCMODE is set a second time (first in line 1)',
    'Remove',
  ],
  [
    'SSH_PORT=0',
    'config-value',
    'SSH_PORT is "0", expected a whole number from 1 to 65535',
    '--set SSH_PORT=',
  ],
  ['SSH_PORT=22a', 'config-value', 'SSH_PORT is "22a"', '--set'],
  ['CONNECT_SECONDS=1e2', 'config-value', 'CONNECT_SECONDS', '--set'],
  ['SYNCSRC=-oProxyCommand=id', 'config-value', 'SYNCSRC', '--set'],
  ['SYNCSRC="a b"', 'config-value', 'SYNCSRC', '--set'],
  ['SYNCSRC="host;id"', 'config-value', 'SYNCSRC', '--set'],
  ['REMOTEODOO=-l', 'config-value', 'REMOTEODOO', '--set'],
  ['REMOTEODOO="odoo@x"', 'config-value', 'REMOTEODOO', '--set'],
  ['DATA_DIR=relative', 'config-value', 'DATA_DIR', '--set'],
  ['DATA_DIR=/a/../b', 'config-value', 'DATA_DIR', '--set'],
  ['DATA_DIR="/a b"', 'config-value', 'DATA_DIR', '--set'],
  ["DATA_DIR='/a$(id)'", 'config-value', 'DATA_DIR', '--set'],
  ['CONF_FILES="/a b"', 'config-value', 'CONF_FILES', '--set'],
  ['HEALTHCHECK_URL=ftp://x', 'config-value', 'HEALTHCHECK_URL', '--set'],
])('[promise 2] [promise 8] %j is refused', async (text, code, what, next) => {
  await expect(load(text)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(what),
    next: expect.stringContaining(next),
  });
});

test.each(['host', 'host.example.com', '10.0.0.1', '::1', 'fe80::1', 'a', 'host_x-1'])(
  'SYNCSRC may be %s',
  async (host) => {
    const { values } = await load(`SYNCSRC="${host}"\n`);
    expect(productionHost(values)).toBe(host);
  },
);

test('[promise 2] production that is not set is an error, not a name', async () => {
  for (const text of ['SYNCSRC=NOT-SET', 'SYNCSRC=""', '']) {
    const { values } = await load(text);
    expect(() => productionHost(values)).toThrow('SYNCSRC is not set');
  }
});

test('[promise 2] a file that is not there, or is a folder, is an error', async () => {
  await expect(loadConfig(join(folder, 'none.conf'))).rejects.toMatchObject({ code: 'config-missing' });
  await expect(loadConfig(folder)).rejects.toMatchObject({ code: 'config-missing' });
});

test.each(['plain', '.conf', 'a.b.conf', 'x.js', 'x.ts', 'x.yaml'])(
  '[hazard 26] whatever its name, %s is read as data',
  async (name) => {
    writeFileSync(join(folder, name), 'SYNCSRC=production\n');
    expect((await loadConfig(join(folder, name))).values.SYNCSRC).toBe('production');
  },
);

test('a folder instead of a file is called one', async () => {
  await expect(loadConfig(folder)).rejects.toMatchObject({
    code: 'config-missing',
    message: `${folder} is a folder`,
  });
});

test('a line break is no blank between words', async () => {
  expect(keys.CONF_FILES.kind.read('/a\n/b')).toBeUndefined();
  expect(keys.CONF_FILES.kind.read(' /a\t/b ')).toEqual(['/a', '/b']);
});
