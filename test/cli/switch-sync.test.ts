import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Stage } from '../sync/stage.ts';
import { openStage } from '../sync/stage.ts';
import { startCommand } from './start-command.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

const text = () => readFileSync(stage.configFile, 'utf8');
const command = (name: string, ...args: readonly string[]) =>
  startCommand([name, '--config', stage.configFile, ...args], stage.env());

/** Puts another line in the place of the one that sets SYNCMODE. */
function write(line: string): void {
  writeFileSync(stage.configFile, text().replace('SYNCMODE="on"', line));
}

/** What a script of the site that sources the file finds in SYNCMODE. */
function sourced(): string {
  const script = '. "$1"; printf %s "$SYNCMODE"';
  return execFileSync('sh', ['-c', script, 'sh', stage.configFile], { encoding: 'utf8' });
}

test.each([
  'SYNCMODE=on',
  "SYNCMODE='on'",
  'SYNCMODE="on"',
  'SYNCMODE=o"n"',
  'export SYNCMODE=on # since May',
  '  SYNCMODE=on',
])('[hazard 6] ot-disable-sync switches off what was written as %s', async (line) => {
  write(`# kept\n${line}`);
  expect(await command('ot-disable-sync')).toEqual({ code: 0, stdout: 'sync is off\n', stderr: '' });
  expect(sourced()).toBe('off');
  expect((await loadConfig(stage.configFile)).values.SYNCMODE).toBe('off');
  expect(text()).toMatch(/^# kept\n/);
  expect(await command('ot-attachments-sync')).toMatchObject({ code: 4 });
});

test('[hazard 7] SYNCMODE that is not set is off', async () => {
  write('');
  expect(await command('ot-attachments-sync')).toMatchObject({ code: 4 });
});

test.each(['SYNCMODE=', 'SYNCMODE="on off"', 'SYNCMODE=on off', 'SYNCMODE=$MODE'])(
  '[promise 2] [hazard 7] %s runs no sync',
  async (line) => {
    write(line);
    const ended = await command('ot-attachments-sync');
    expect(ended).toMatchObject({ code: 10, stdout: '' });
    expect(ended.stderr).toContain('SYNCMODE');
  },
);

test('already so: both say it and end with 0', async () => {
  const before = text();
  expect(await command('ot-enable-sync')).toMatchObject({ code: 0, stdout: 'sync is on already\n' });
  expect(text()).toBe(before);
  await command('ot-disable-sync');
  expect(await command('ot-disable-sync')).toMatchObject({ code: 0, stdout: 'sync is off already\n' });
});

test('--quiet is silent when it went well', async () => {
  expect(await command('ot-disable-sync', '--quiet')).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('a dry run changes nothing', async () => {
  const before = text();
  expect((await command('ot-disable-sync', '--dry-run')).stdout).toBe('sync would be switched off\n');
  expect(text()).toBe(before);
});

test('[promise 18] switched, the file is not for everybody to read', async () => {
  await command('ot-disable-sync');
  expect(statSync(stage.configFile).mode & 0o027).toBe(0);
});

test('[hazard 5] ot-disable-sync ends the run that is under way', async () => {
  const { child } = await stage.programs.otherRun('obedient');
  const exited = once(child, 'exit');
  const ended = await command('ot-disable-sync');
  expect(ended).toMatchObject({ code: 0 });
  expect(ended.stdout).toBe(`sync is off\not-attachments-sync (${child.pid}) was ended\n`);
  expect(await exited).toEqual([130, null]);
});

test('[hazard 5] it does so even when the configuration is broken, and says what is wrong with that', async () => {
  const { child } = await stage.programs.otherRun('obedient');
  writeFileSync(stage.configFile, `${text()}SYNCMOD="on"\n`);
  const ended = await command('ot-disable-sync');
  expect(ended.code).toBe(10);
  expect(ended.stdout).toBe(`ot-attachments-sync (${child.pid}) was ended\n`);
  expect(ended.stderr).toContain('there is no key SYNCMOD');
});

test('a file that is not there is not made', async () => {
  for (const name of ['ot-enable-sync', 'ot-disable-sync']) {
    const missing = stage.path('mistyped.conf');
    expect(await startCommand([name, '--config', missing])).toMatchObject({ code: 10 });
    expect(existsSync(missing)).toBe(false);
  }
});

test('ot-enable-sync switches on, and warns where the role is in doubt', async () => {
  write('SYNCMODE=off');
  const ended = await command('ot-enable-sync');
  expect(ended).toMatchObject({ code: 0, stdout: 'sync is on\n' });
  expect(sourced()).toBe('on');
});

/** A systemctl that knows the unit as these words say, and notes what it is told to do. */
function unitIs(enabled: boolean, active: boolean): () => string {
  const told = stage.path('systemctl');
  writeFileSync(told, '');
  const cases = [
    `is-enabled) exit ${enabled ? 0 : 1} ;;`,
    `is-active) exit ${active ? 0 : 3} ;;`,
    `*) echo "$*" >>"$ROOT/systemctl" ;;`,
  ];
  stage.program('systemctl', `case $1 in\n${cases.join('\n')}\nesac`);
  return () => readFileSync(told, 'utf8');
}

test('ot-enable-sync starts the enabled unit again that ot-disable-sync has ended', async () => {
  const told = unitIs(true, false);
  await command('ot-disable-sync');
  expect(told()).toBe('');
  const ended = await command('ot-enable-sync');
  const stdout = 'sync is on\not-attachments-follow.service runs again\n';
  expect(ended).toEqual({ code: 0, stdout, stderr: '' });
  expect(told()).toBe('start -- ot-attachments-follow.service\n');
});

test.each([
  ['is not enabled', false, false],
  ['runs already', true, true],
])('ot-enable-sync leaves a unit alone that %s', async (_, enabled, active) => {
  const told = unitIs(enabled, active);
  expect(await command('ot-enable-sync')).toMatchObject({ code: 0, stdout: 'sync is on already\n' });
  expect(told()).toBe('');
});

test('[promise 1] ot-enable-sync on a primary starts no unit', async () => {
  const told = unitIs(true, false);
  stage.database('false');
  await command('ot-enable-sync');
  expect(told()).toBe('');
});

test('a unit that cannot be started is told; sync is on all the same', async () => {
  unitIs(true, false);
  const script = readFileSync(stage.path('bin/systemctl'), 'utf8');
  stage.program('systemctl', script.replace('*) ', '*) echo "Unit is masked." >&2; exit 1; '));
  const ended = await command('ot-enable-sync');
  expect(ended).toMatchObject({ code: 1, stdout: 'sync is on already\n' });
  expect(ended.stderr).toContain('Unit is masked.');
});

test('[promise 1] ot-enable-sync on a primary warns that syncs refuse to run', async () => {
  stage.database('false');
  const ended = await command('ot-enable-sync');
  expect(ended.stderr).toContain("this machine's role is primary");
});

test('[promise 2] ot-enable-sync refuses while production is not configured', async () => {
  writeFileSync(stage.configFile, 'SYNCMODE="off"\nSYNCSRC="NOT-SET"\n');
  expect(await command('ot-enable-sync')).toMatchObject({ code: 10 });
  expect(sourced()).toBe('off');
});
