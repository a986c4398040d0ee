import { spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Runs a shell on the terminal until it ends. Nothing else happens here meanwhile: a console that went on reading keys
 * would take them away from the shell. What was started goes on all the same, it has processes of its own.
 */
export async function runShell(shell: string): Promise<void> {
  const { error } = spawnSync(shell, { stdio: 'inherit' });
  if (error !== undefined) throw error;
}

const stoppedWithinMs = 200;
const stop = 'SIGTSTP';

/** Calls back when somebody wants this program to stop for a while; returns what ends that. */
export function onStopSignal(act: () => void): () => void {
  process.on(stop, act);
  return () => void process.off(stop, act);
}

/**
 * Stops this program as Ctrl-Z does anywhere else, and returns when it goes on. Where no shell could let it go on, the
 * system does not stop it: then it returns at once.
 */
export async function suspendProgram(): Promise<void> {
  const listeners = process.listeners(stop);
  process.removeAllListeners(stop);
  process.kill(process.pid, stop);
  // While it is stopped no time passes for it that it could notice: this ends soon after it goes on.
  await wait(stoppedWithinMs);
  for (const listener of listeners) process.on(stop, listener);
}
