import { spawnSync } from 'node:child_process';

/**
 * Runs a shell on the terminal until it ends. Nothing else happens here meanwhile: a console that went on reading keys
 * would take them away from the shell. What was started goes on all the same, it has processes of its own.
 */
export async function runShell(shell: string): Promise<void> {
  const { error } = spawnSync(shell, { stdio: 'inherit' });
  if (error !== undefined) throw error;
}
