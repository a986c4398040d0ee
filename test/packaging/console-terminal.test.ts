import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../sandbox/processes.ts';
import { RawTerminal } from '../tui/raw-terminal.ts';
import { Terminal } from '../tui/tmux.ts';
import { build, Unpacked } from './built.ts';

const folder = mkdtempSync(join(tmpdir(), 'ot-terminal-'));
const config = join(folder, 'sync.conf');
const env = { PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C.UTF-8', TZ: 'UTC' };
let installed: Unpacked;
let command: string;

beforeAll(() => {
  build();
  installed = new Unpacked();
  command = installed.path('usr/sbin/ot-console');
  for (const name of ['state', 'run']) mkdirSync(join(folder, name));
  writeFileSync(config, `SYNCMODE="off"\nSTATE_DIR="${folder}/state"\nRUN_DIR="${folder}/run"\n`);
}, 600_000);

afterAll(() => {
  installed[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** The only process that a process has started. */
function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

test('Ctrl-Z gives the terminal to the shell, and fg leads back into the same screen', async () => {
  using terminal = new Terminal({ argv: ['bash', '--norc', '-i'], env: { ...env, PS1: 'shell> ' } });
  await terminal.until('shell>');
  terminal.type(`${command} --config ${config}\r`);
  await terminal.until(/(checked|seen) \d+ s ago/);
  for (const how of ['key', 'signal'] as const) {
    terminal.type('3');
    await terminal.until('[3 Runs]');
    if (how === 'key') terminal.keys('C-z');
    else process.kill(childOf(terminal.pid()), 'SIGTSTP');
    await terminal.until(/Stopped/);
    expect([terminal.isOnOtherScreen(), terminal.showsCursor()]).toEqual([false, true]);
    terminal.type('clear; stty -a | grep -o " icanon"; echo "in $((6 * 7))"\r');
    expect(await terminal.until(/in 42/)).toMatch(/^ icanon$/m);
    terminal.type('fg\r');
    await terminal.until('[3 Runs]');
    expect(terminal.isOnOtherScreen()).toBe(true);
    terminal.type('1');
    await terminal.until('[1 Overview]');
  }
  terminal.type('q');
  await terminal.until(/shell>\s*$/);
});

/** What a process has in use: millions of bytes, and hundredths of a second of the processor. */
function useOf(pid: number): { readonly megabytes: number; readonly ticks: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return {
    megabytes: (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024) / 1e6,
    ticks: Number(user) + Number(system),
  };
}

test('a terminal that stops reading: the console waits and does not grow, what it started goes on', async () => {
  using terminal = new RawTerminal({ argv: [command, '--config', config], env });
  await terminal.firstAt(/(checked|seen) \d+ s ago/);
  const pid = terminal.pid();
  terminal.type('2i');
  await terminal.firstAt('What has happened?');
  terminal.type('the link hangs\r');
  const commands = join(folder, 'run/console');
  await until(() => existsSync(commands) && readdirSync(commands).length > 0, 'the incident to be asked for');
  terminal.freeze();
  const [first = ''] = readdirSync(commands);
  await until(() => existsSync(join(commands, first, 'exit')), 'the incident to be opened');
  // Frames of another size, each drawn whole, fill what lies between: then it waits, and takes no time any more.
  for (let size = 0; size < 30; size += 1) {
    execFileSync('stty', ['-F', `/proc/${pid}/fd/1`, 'cols', String(90 + (size % 2))]);
    await wait(100);
  }
  const waiting = useOf(pid);
  await wait(3_000);
  expect(useOf(pid).ticks - waiting.ticks).toBeLessThan(5);
  expect(useOf(pid).megabytes - waiting.megabytes).toBeLessThan(5);
  terminal.forget();
  terminal.thaw();
  terminal.type('4');
  await terminal.firstAt('the link hangs');
  terminal.type('q');
  await until(() => terminal.ended(), 'the console to be left');
});
