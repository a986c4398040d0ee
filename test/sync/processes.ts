import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Stage } from './stage.ts';

/** A program that was started for a test. */
export interface StartedProgram {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  /** The first that it printed. */
  readonly line: string;
}

/** The programs that one test has started. */
export class Programs {
  readonly #started: StartedProgram['child'][] = [];

  /** Starts a program and waits for its first line. */
  async start(stage: Stage, argv: readonly [string, ...string[]]): Promise<StartedProgram> {
    const [file, ...args] = argv;
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], env: stage.env() });
    this.#started.push(child);
    const [line] = await once(child.stdout, 'data');
    return { child, line: String(line).trim() };
  }

  /** Starts another run, which holds the lock of a job. */
  otherRun(
    stage: Stage,
    way: 'obedient' | 'slow' | 'deaf',
    { childSeconds = 0, lock = 'attachments' }: { childSeconds?: number; lock?: string } = {},
  ): Promise<StartedProgram> {
    const script = join(import.meta.dirname, 'other-run.ts');
    const args = [stage.configFile, lock, way, String(childSeconds)];
    return this.start(stage, [process.execPath, script, ...args]);
  }

  /** Ends every program that still runs, with SIGKILL. */
  async clear(): Promise<void> {
    for (const child of this.#started.splice(0)) await endProgram(child);
  }
}

/** Ends a program with SIGKILL, and waits until the kernel has cleaned up after it. */
export async function endProgram(child: StartedProgram['child']): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
