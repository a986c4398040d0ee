import { spawn } from 'node:child_process';

/** Runs a shell on the terminal until it ends. Rejects when it cannot be started. */
export function runShell(shell: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(shell, { stdio: 'inherit' });
  child.once('error', reject);
  child.once('exit', () => resolve());
  return promise;
}
