/** What the tests of the attachments job share where production's filestore is walked. */
import { expect } from 'vitest';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

/** The job's command. */
export const job = 'ot-attachments-sync';

/** The summary log, below the standby. */
export const summary = 'log/ot-redundancy-sync-timestamps.log';

/** Keys of a standby that walks over production's filestore, and gives up soon. */
const keys = {
  FILESTORE_MODE: 'mirror',
  CONNECT_SECONDS: 1,
  COMMAND_SECONDS: 10,
  TRANSFER_IDLE_SECONDS: 5,
  MIN_FREE_MB: 0,
} as const;

/** Opens such a sandbox. */
export function openMirrored(further: Readonly<Record<string, string | number>> = {}): Promise<Sandbox> {
  return openSandbox({ ...keys, ...further });
}

/** A run that goes well, of a standby that has replayed all; what it printed. */
export async function runWell(sandbox: Sandbox, args: readonly string[] = []): Promise<string> {
  await sandbox.waitForReplay();
  const { exitCode, stdout, stderr } = await sandbox.run(job, args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}
