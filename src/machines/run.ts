import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import type { Command, Outcome, Run, Running, Start } from './command.ts';

/** What running programs needs of the process that does it. */
export interface RunOptions {
  /** Aborted when everything under way must end. */
  readonly signal: AbortSignal;
  readonly elapsed: () => number;
}

interface Ending {
  why: Outcome['ended'] | undefined;
  /** Calls off what `letGoOfOutput` would still do. */
  keepOutput: (() => void) | undefined;
  over: boolean;
}

const killGraceMs = 5_000;
const lastOutputMs = 100;
/** What a program said before it exited is read by then. */
const afterExitMs = 1_000;
/** Longer than this a timer of Node fires at once. */
const longestTimerMs = 2 ** 31 - 1;
const outputLimit = { stdout: 1 << 30, stderr: 1 << 20 };

/** Builds the one function that starts programs on this machine. Each gets a process group of its own. */
export function createStart(options: RunOptions): Start {
  return (command) => startProgram(command, options, true);
}

/** Builds the one function that runs programs on this machine to their end. */
export function createRun(options: RunOptions): Run {
  return (command) => startProgram(command, options, false).outcome;
}

function startProgram(command: Command, options: RunOptions, keepInput: boolean): Running {
  const began = options.elapsed();
  const child = spawn(command, keepInput);
  if (command.onOutput !== undefined) handOut(child.stdout, command.onOutput);
  const tails = command.tailBytes === undefined ? undefined : keepTails(child, command.tailBytes);
  const ending: Ending = { why: undefined, keepOutput: undefined, over: false };
  const end = (reason: Outcome['ended']) => {
    // Its number may be another program's by now.
    if (ending.over) return;
    ending.why ??= reason;
    killGroup(child.pid);
    ending.keepOutput ??= letGoOfOutput(child, lastOutputMs);
  };
  const letGo = tails === undefined ? undefined : letGoOfOutput(child, afterExitMs);
  const release = endWhenDue(command, options, end);
  const outcome = child.then((result): Outcome => {
    release();
    ending.over = true;
    // All has been read: a timer that still ran would keep this program up for nothing.
    ending.keepOutput?.();
    letGo?.();
    const started = child.pid !== undefined;
    const exited = ending.why === undefined && started ? result.exitCode : undefined;
    return {
      argv: command.argv,
      ended: ending.why ?? (started ? (exited === undefined ? 'killed' : 'exited') : 'not-started'),
      exitCode: exited,
      stdout: decode(tails?.stdout() ?? result.stdout, command.encoding ?? 'utf8'),
      stderr: started ? decode(tails?.stderr() ?? result.stderr, 'utf8') : (result.shortMessage ?? ''),
      durationMs: options.elapsed() - began,
    };
  });
  return {
    outcome,
    write: (text) => void child.stdin?.write(text),
    endInput: () => child.stdin?.end(),
    kill: () => end('cancelled'),
  };
}

type Child = ReturnType<typeof spawn>;

function spawn(command: Command, keepInput: boolean) {
  const [file, ...args] = command.argv;
  const stdin = keepInput || command.input !== undefined ? 'pipe' : 'ignore';
  const whole = command.tailBytes === undefined;
  return execa(file, args, {
    reject: false,
    // A group of its own: a time-out then reaches the children of the program too.
    detached: true,
    cleanup: false,
    buffer: { stdout: whole && command.onOutput === undefined, stderr: whole },
    maxBuffer: outputLimit,
    encoding: 'buffer',
    stripFinalNewline: false,
    env: { LC_ALL: 'C.UTF-8', LANGUAGE: undefined, ...command.env },
    stdio: [stdin, 'pipe', 'pipe', ...(command.inherit ?? []).map(descriptorStream)],
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    ...(command.input === undefined ? {} : { input: command.input }),
  });
}

function handOut(output: Readable, onOutput: NonNullable<Command['onOutput']>): void {
  output.on('data', (chunk: Uint8Array) => {
    const busy = onOutput(chunk);
    if (busy === undefined) return;
    output.pause();
    const goOn = () => output.resume();
    busy.then(goOn, goOn);
  });
}

/** execa takes descriptors above 9 only as a stream; it hands the bare descriptor on. */
function descriptorStream(fd: number) {
  return createWriteStream('', { fd, autoClose: false });
}

function endWhenDue(command: Command, options: RunOptions, end: (why: Outcome['ended']) => void): () => void {
  const signals = command.signal === undefined ? [options.signal] : [options.signal, command.signal];
  const signal = AbortSignal.any(signals);
  const cancel = () => end('cancelled');
  let finishing: NodeJS.Timeout | undefined;
  const onAbort = () => {
    if (command.finishMs === undefined) cancel();
    else finishing = setTimeout(cancel, command.finishMs);
  };
  const timer = setTimeout(() => end('timed-out'), Math.min(command.timeoutMs, longestTimerMs));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return () => {
    clearTimeout(timer);
    clearTimeout(finishing);
    signal.removeEventListener('abort', onAbort);
  };
}

/**
 * What a program left behind, or handed its output to, may hold that open for ever: an ended one is not awaited so. What
 * it returns calls it off.
 */
function letGoOfOutput({ nodeChildProcess: child }: Child, afterMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  const destroySoon = () => {
    timer = setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, afterMs);
  };
  if (child.exitCode !== null || child.signalCode !== null) destroySoon();
  else child.once('exit', destroySoon);
  return () => clearTimeout(timer);
}

/** The ends of both outputs, as they come. */
function keepTails({ stdout, stderr }: Child, most: number) {
  const keep = (stream: Child['stdout']) => {
    let kept = Buffer.alloc(0);
    stream.on('data', (chunk: Uint8Array) => {
      kept = Buffer.concat([kept, chunk]).subarray(-most);
    });
    return () => kept;
  };
  return { stdout: keep(stdout), stderr: keep(stderr) };
}

function decode(bytes: unknown, encoding: 'utf8' | 'latin1'): string {
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString(encoding) : '';
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  setTimeout(() => signalGroup(pid, 'SIGKILL'), killGraceMs).unref();
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone: that is what was wanted.
  }
}
