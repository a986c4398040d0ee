import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { RawTerminal } from '../tui/raw-terminal.ts';
import { fillConsole } from './console-fill.ts';
import type { Target } from './report.ts';

const starts = 9;
const keysPerScreen = 60;
/** As many as somebody presses in an hour, a key a second. */
const keysOfAnHour = 3_600;
const settleSeconds = 10;
const idleSeconds = 30;

/** Measures the console in a terminal of its own, with a past of a thousand runs and a journal of 500 lines. */
export async function measureConsole(binary: string): Promise<readonly Target[]> {
  await using sandbox = await openSandbox({ CONNECT_SECONDS: 1 });
  await fillConsole(sandbox);
  const firstFrame = await measureStarts(binary, sandbox);
  using terminal = open(binary, sandbox);
  await terminal.firstAt(/checked \d/);
  const key = await measureKeys(terminal);
  const bytes = await measureRefresh(terminal);
  const megabytes = await measureHour(terminal);
  terminal.type('q');
  await sandbox.run('ot-recovery', ['finish']);
  const idle = await measureIdle(binary, sandbox);
  return [
    { what: 'console: first frame', value: firstFrame, most: 300, unit: 'ms' },
    { what: 'console: key to frame, 95 of 100', value: key, most: 50, unit: 'ms' },
    { what: 'console: written per refresh in which only ages change', value: bytes, most: 2_000, unit: 'B' },
    { what: 'console: memory after the keys of an hour', value: megabytes.after, most: 120, unit: 'MB' },
    {
      what: 'console: growth in the second half of them',
      value: megabytes.after - megabytes.half,
      most: 5,
      unit: 'MB',
    },
    { what: 'console: idle, what it starts included, of a core', value: idle, most: 2, unit: '%' },
  ];
}

function open(binary: string, sandbox: Sandbox): RawTerminal {
  const argv = [binary, 'ot-console', '--config', sandbox.config] as const;
  return new RawTerminal({ argv: [...argv], env: sandbox.environment() });
}

async function measureStarts(binary: string, sandbox: Sandbox): Promise<number> {
  const taken: number[] = [];
  for (let start = 0; start <= starts; start += 1) {
    const began = performance.now();
    using terminal = open(binary, sandbox);
    const shown = await terminal.firstAt('If production died now');
    if (start > 0) taken.push(shown - began);
    terminal.type('q');
    await wait(300);
  }
  return share(taken, 0.5);
}

async function measureKeys(terminal: RawTerminal): Promise<number> {
  const taken: number[] = [];
  for (const [screen, keys] of Object.entries({ 1: 'jk', 2: 'jk', 3: 'jk', 4: 'kj' })) {
    terminal.type(screen);
    await wait(500);
    for (let key = 0; key < keysPerScreen; key += 1) {
      terminal.forget();
      const began = performance.now();
      terminal.type(keys[key % 2] ?? '');
      taken.push((await terminal.firstAt(/[^]/)) - began);
      // As people type: not in step with the clock of the screen.
      await wait(80 + 170 * Math.random());
    }
  }
  return share(taken, 0.95);
}

async function measureRefresh(terminal: RawTerminal): Promise<number> {
  terminal.type('1');
  await wait(1_000);
  const written: number[] = [];
  for (let second = 0; second < 10; second += 1) {
    terminal.forget();
    await wait(2_000);
    written.push(terminal.written().length);
  }
  return share(written, 0.5);
}

async function measureHour(
  terminal: RawTerminal,
): Promise<{ readonly half: number; readonly after: number }> {
  const keys = [
    '1',
    'j',
    '\r',
    '\u001b[B',
    'q',
    '2',
    'j',
    'k',
    '3',
    'j',
    '\r',
    'q',
    '4',
    'k',
    'j',
    '?',
    ' ',
    'q',
  ];
  const press = async (count: number) => {
    for (let key = 0; key < count; key += 1) {
      terminal.type(keys[key % keys.length] ?? '');
      terminal.forget();
      await wait(30);
    }
    return megabytesOf(terminal.pid());
  };
  const half = await press(keysOfAnHour / 2);
  return { half, after: await press(keysOfAnHour / 2) };
}

async function measureIdle(binary: string, sandbox: Sandbox): Promise<number> {
  using terminal = open(binary, sandbox);
  await terminal.firstAt(/checked \d/);
  await wait(settleSeconds * 1000);
  const pid = terminal.pid();
  const [before, began] = [secondsOf(pid), performance.now()];
  await wait(idleSeconds * 1000);
  const share = (secondsOf(pid) - before) / ((performance.now() - began) / 1000);
  terminal.type('q');
  return share * 100;
}

/** Seconds of the processor that a process and all that it has started have taken. Source: proc(5), 14 to 17. */
function secondsOf(pid: number): number {
  const stat = readUnlessGone(`/proc/${pid}/stat`);
  // What a program took that has just ended, its parent tells the next time.
  if (stat === undefined) return 0;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  const living = childrenOf(pid);
  return living.reduce((sum, child) => sum + secondsOf(child), own);
}

function childrenOf(pid: number): readonly number[] {
  return (readUnlessGone(`/proc/${pid}/task/${pid}/children`)?.match(/\d+/g) ?? []).map(Number);
}

function readUnlessGone(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function megabytesOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kilobytes) * 1024) / 1e6;
}

/** The value below which so large a share of all values lies. */
function share(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;
}
