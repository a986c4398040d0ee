import type { Context } from '../context.ts';
import type { ProcessId } from './process-start.ts';
import { isAlive } from './process-start.ts';

/** Sends a signal to exactly this process, if it still runs. */
export async function tellProcess(
  context: Context,
  target: ProcessId,
  signal: 'TERM' | 'KILL',
): Promise<void> {
  if (!(await isAlive(target))) return;
  // The shell's own kill: a program of that name is not installed everywhere.
  const argv = ['sh', '-c', `kill -${signal} "$1"`, 'sh', String(target.pid)] as const;
  await context.run({ argv, timeoutMs: 10_000 });
}
