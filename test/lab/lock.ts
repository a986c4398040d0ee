/** A lock that the kernel frees when its holder dies, however it dies. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { lockFolder } from './cache.ts';
import { LabError } from './errors.ts';

/**
 * Holds the lock `name` while `work` runs; waits for another holder to finish first.
 * flock(1) locks our open file through the descriptor that it inherits; the lock lives as long as we keep it open.
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(lockFolder, { recursive: true });
  const file = await open(join(lockFolder, `${name}.lock`), 'w');
  try {
    const flock = spawn('flock', ['3'], { stdio: ['ignore', 'ignore', 'inherit', file.fd] });
    const [code]: unknown[] = await once(flock, 'exit');
    if (code !== 0) throw new LabError(`flock on ${name} ended with ${String(code)}`);
    return await work();
  } finally {
    await file.close();
  }
}
