import { finishSeconds } from './apt/apt-get.ts';
import type { LockName } from './job.ts';

/** How long the run that holds a lock may take to end before it is killed, in seconds: dpkg may finish what it has begun. */
export function graceOf(lock: LockName, graceSeconds: number): number {
  return lock === 'apt' ? graceSeconds + finishSeconds : graceSeconds;
}
