import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { until } from '../sandbox/processes.ts';
import { RawTerminal } from '../tui/raw-terminal.ts';
import { Terminal } from '../tui/tmux.ts';
import { useInstalled } from './installed.ts';

const { folder, config, env, command } = useInstalled();
const raw: RawTerminal[] = [];

afterEach(() => {
  for (const terminal of raw.splice(0)) terminal[Symbol.dispose]();
});

/** The only process that a process has started. */
function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

test('Ctrl-Z gives the terminal to the shell, and fg leads back into the same screen', async () => {
  using terminal = new Terminal({ argv: ['bash', '--norc', '-i'], env: { ...env, PS1: 'shell> ' } });
  await terminal.until('shell>');
  terminal.type(`${command('ot-console')} --config ${config}\r`);
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

/** The settings of the terminal that a process reads from. */
function settingsOf(pid: number): string {
  return execFileSync('stty', ['-F', `/proc/${pid}/fd/0`, '-a'], { encoding: 'utf8' });
}

/** The pid of the program that a shell on a terminal has started; 0 while there is none. */
function startedIn(terminal: RawTerminal, program: string): number {
  const shell = terminal.pid();
  const child = shell > 0 ? childOf(shell) : 0;
  return child > 0 && readFileSync(`/proc/${child}/cmdline`, 'utf8').startsWith(program) ? child : 0;
}

/** A console, or a form, that was stopped while it was still being loaded: it has the terminal already, and has drawn nothing. */
async function stoppedWhileLoading(
  program = command('ot-console'),
): Promise<{ readonly terminal: RawTerminal; readonly pid: number }> {
  const starts = 20;
  // The shell in between stays: what keeps the terminal would stop together with its own child.
  const argv = ['sh', '-c', '"$@"; exit $?', 'sh', program, '--config', config] as const;
  for (let start = 0; start < starts; start += 1) {
    const terminal = new RawTerminal({ argv: [...argv], env });
    raw.push(terminal);
    await until(() => startedIn(terminal, program) > 0, 'the console to be started');
    const pid = startedIn(terminal, program);
    await until(() => /-echo\b/.test(settingsOf(pid)), 'the console to have the terminal');
    process.kill(pid, 'SIGSTOP');
    await wait(100);
    if (terminal.written() === '') return { terminal, pid };
    // Too late: on a busy machine we may not have come in time.
    process.kill(pid, 'SIGKILL');
  }
  throw new Error(`the screen was drawn before the keys were taken, in each of ${starts} starts`);
}

test('keys that are typed while it is being loaded are not shown, and do what they do', async () => {
  const { terminal, pid } = await stoppedWhileLoading();
  terminal.type('3');
  await wait(100);
  expect(terminal.written()).toBe('');
  process.kill(pid, 'SIGCONT');
  await terminal.firstAt('[3 Runs]');
  terminal.type('q');
  await until(() => terminal.ended(), 'the console to be left');
});

test.each([
  ['SIGTERM', 'ot-console'],
  ['SIGHUP', 'ot-console'],
  ['SIGINT', 'ot-console'],
  ['SIGTERM', 'ot-configure'],
] as const)('%s while %s is being loaded ends it', async (signal, name) => {
  const { terminal, pid } = await stoppedWhileLoading(command(name));
  process.kill(pid, signal);
  process.kill(pid, 'SIGCONT');
  await until(() => terminal.ended(), 'the console to end');
  expect(terminal.exitCode()).toBe(130);
  const written = terminal.written();
  // Whether it was opened before or not: the other screen is left.
  expect(written.lastIndexOf('?1049l')).toBeGreaterThanOrEqual(written.lastIndexOf('?1049h'));
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
  using terminal = new RawTerminal({ argv: [command('ot-console'), '--config', config], env });
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
