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

/** The programs that one test has started on its stage. */
export class Programs {
  readonly #stage: Pick<Stage, 'configFile' | 'env'>;
  readonly #started: StartedProgram['child'][] = [];

  constructor(stage: Pick<Stage, 'configFile' | 'env'>) {
    this.#stage = stage;
  }

  /** Starts a program and waits for its first line. */
  async start(...[file, ...args]: readonly [string, ...string[]]): Promise<StartedProgram> {
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], env: this.#stage.env() });
    this.#started.push(child);
    const [line] = await once(child.stdout, 'data');
    return { child, line: String(line).trim() };
  }

  /** Starts another run, which holds the lock of a job. */
  otherRun(
    way: 'obedient' | 'slow' | 'deaf',
    { childSeconds = 0, lock = 'attachments' }: { childSeconds?: number; lock?: string } = {},
  ): Promise<StartedProgram> {
    const script = join(import.meta.dirname, 'other-run.ts');
    const args = [this.#stage.configFile, lock, way, String(childSeconds)];
    return this.start(process.execPath, script, ...args);
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
