import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { actions, keyTable } from '../../tui/console/keys.ts';
import type { KeyBinding } from '../../tui/console/keys.ts';
import { until } from '../sandbox/processes.ts';
import type { Terminal } from '../tui/tmux.ts';
import type { Opening } from './installed.ts';
import { useInstalled } from './installed.ts';

const { folder, config, env: usual, command, open } = useInstalled();

/** The packaged console on a machine where there is nothing to be seen yet. */
const start = (opening: Opening = {}) => open('ot-console', opening);

async function started(env: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const terminal = start({ env });
  await terminal.until(/(checked|seen) \d+ s ago/);
  return terminal;
}

describe('every key on every screen', () => {
  test.each(['1', '2', '3', '4'])('screen %s', async (screen) => {
    const terminal = await started();
    for (const action of actions) {
      if (['leave', 'interrupt', 'shell', 'suspend'].includes(action)) continue;
      const { keys }: KeyBinding = keyTable[action];
      terminal.type(screen);
      terminal.press(...keys);
      // Whatever it has opened is left again; a question that it has asked is not answered.
      terminal.keys('Escape');
      terminal.keys('Escape');
    }
    terminal.type('2');
    const shown = await terminal.until(/\[2 Recovery\][^]*No incident is open\. "i" opens one/);
    expect(shown.trimEnd().split('\n').at(-1)).toContain('q leave');
    terminal.type('q');
    expect(await terminal.exitCode()).toBe(0);
  });

  test('keys that arrive in one chunk: two down and Enter open the third line', async () => {
    const terminal = await started();
    terminal.type('\u001b[B\u001b[B\r');
    await terminal.until('Recovery: how fast');
  });

  test('a sequence that arrives in pieces is one key', async () => {
    const terminal = await started();
    terminal.type('?');
    await terminal.until('On every screen');
    terminal.type('\u001b');
    await terminal.until('If production died now');
  });

  test('a paste into no question does nothing', async () => {
    const terminal = await started();
    terminal.type('\u001b[200~qqq\ry\r\u001b[201~');
    terminal.type('3');
    await terminal.until('[3 Runs]');
  });
});

describe('what the binary starts by itself', () => {
  test('a detached command runs, its end is told, and a paste is one note', async () => {
    const terminal = await started();
    terminal.type('2i');
    await terminal.until('What has happened?');
    terminal.type('\u001b[200~dark since\r03:00\u001b[201~\r');
    await terminal.until(/open an incident: (done|failed)/);
    expect(terminal.screen()).toContain('open an incident: done');
    terminal.type('n');
    await terminal.until('Note:');
    terminal.type('\u001b[200~line one\rline two; $(reboot) `x` --help\u001b[201~');
    terminal.type('\r4');
    await terminal.until(/\[4 Notes\][^]*: line one line two; \$\(reboot\) `x` --help/);
    const [first = ''] = readdirSync(join(folder, 'run/console'));
    expect(readFileSync(join(folder, 'run/console', first, 'exit'), 'utf8')).toBe('0\n');
    terminal.type('2fy');
    await terminal.until('end the incident: done');
    terminal.type('q');
    expect(await terminal.exitCode()).toBe(0);
  });
});

describe('the terminal is given back', () => {
  const asBefore = async (terminal: Terminal) => {
    await until(() => !terminal.isOnOtherScreen(), 'the terminal to be on its own screen');
    expect(terminal.showsCursor()).toBe(true);
    expect(terminal.screen()).not.toContain('Overview');
  };

  test.each([
    ['q', ['q'], 0],
    ['Ctrl-C', ['C-c'], 130],
  ] as const)('by %s', async (_, keys, code) => {
    const terminal = await started();
    expect(terminal.isOnOtherScreen()).toBe(true);
    terminal.keys(...keys);
    expect(await terminal.exitCode()).toBe(code);
    await asBefore(terminal);
  });

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('by %s', async (signal) => {
    const terminal = await started();
    process.kill(terminal.pid(), signal);
    expect(await terminal.exitCode()).toBe(130);
    await asBefore(terminal);
  });

  test('a dropped link ends the console', async () => {
    const terminal = await started();
    const pid = terminal.pid();
    terminal.hangUp();
    await until(() => !isRunning(pid), 'the console to end', 10_000);
  });

  test('a shell leads back into the same screen', async () => {
    const terminal = await started({ SHELL: '/bin/sh' });
    terminal.type('3!');
    await until(() => !terminal.isOnOtherScreen(), 'the shell');
    await terminal.until(/^[#$]\s*$/m);
    terminal.type('echo "in $((6 * 7))"\r');
    await terminal.until('in 42');
    terminal.type('exit\r');
    await terminal.until('[3 Runs]');
    terminal.type('q');
    expect(await terminal.exitCode()).toBe(0);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a storm of sizes ends in a whole screen, and a small terminal says so', async () => {
  const terminal = await started();
  const sizes = [
    [60, 15],
    [100, 30],
    [50, 12],
    [200, 60],
    [80, 24],
    [61, 60],
    [132, 43],
  ] as const;
  for (const [columns, rows] of sizes) terminal.resize(columns, rows);
  await until(() => terminal.screen().trimEnd().split('\n').length === 43, 'all rows to be drawn');
  expect(terminal.screen()).toContain('[1 Overview]');
  terminal.resize(60, 15);
  await terminal.until('This terminal has 60×15 characters.');
  terminal.resize(80, 24);
  const shown = await terminal.until('q leave');
  expect(shown.split('\n')[0]).toMatch(/UNKNOWN/);
});

describe('what the terminal can show', () => {
  const colours = /\u001b\[[0-9;]*3[1-7]m/;

  test('colours, and none with NO_COLOR', async () => {
    expect((await started()).screen(true)).toMatch(/never ran/);
    const coloured = await started();
    expect(coloured.screen(true)).toMatch(colours);
    const plain = await started({ NO_COLOR: '1' });
    expect(plain.screen(true)).not.toMatch(colours);
  });

  test('ASCII without UTF-8 and on the Linux console', async () => {
    for (const env of [{ LANG: 'C' }, { TERM: 'linux' }]) {
      const terminal = start({ env });
      const shown = await terminal.until(/> \[..\] database/);
      expect(shown).not.toMatch(/[^\x20-\x7e\n]/);
    }
  });

  test('numbered text that is only appended on a dumb terminal', async () => {
    const terminal = start({ env: { TERM: 'dumb' }, rows: 150 });
    await terminal.until('Choose a number, or type a key:');
    expect(terminal.isOnOtherScreen()).toBe(false);
    const shown = terminal.screen();
    const number = /^(\d+)\. show the checklist/m.exec(shown)?.[1] ?? '';
    terminal.type(`${number}\r`);
    await terminal.until(/== recovery ==[^]*Choose a number, or type a key:/);
    terminal.type('q\r');
    expect(await terminal.exitCode()).toBe(0);
  });

  test('all four pages without a terminal', async () => {
    const argv = ['--config', config];
    const { stdout } = await promisify(execFile)(command('ot-console'), argv, { env: usual });
    for (const page of ['overview', 'recovery', 'runs', 'notes']) expect(stdout).toContain(`== ${page} ==`);
    expect(stdout).toContain('If production died now');
    expect(stdout).not.toContain('\u001b');
  });
});
