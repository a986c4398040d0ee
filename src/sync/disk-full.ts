import { errorCode } from '../files/durable-files.ts';
import { Failure } from '../failures.ts';

const what = 'the disk here is full';

/** The failure of a full disk. */
export function diskFull(said: string, cause?: unknown): Failure {
  const next = 'Make room there; MIN_FREE_MB refuses a run in time.';
  return new Failure('transfer', { what: `${what}: ${said}`, next, cause });
}

/** Whether a program complains of a full disk. */
export function saysDiskFull(stderr: string): boolean {
  return /No space left on device|Disk quota exceeded/.test(stderr);
}

/** The failure of a full disk that an error is, or was led to by; undefined for all other errors. */
export function diskFullOf(error: unknown): Failure | undefined {
  if (error instanceof Failure && error.message.startsWith(what)) return error;
  const codes = [errorCode(error), errorCode(error instanceof Error ? error.cause : undefined)];
  if (!codes.includes('ENOSPC') && !codes.includes('EDQUOT')) return undefined;
  return diskFull(error instanceof Error ? error.message : String(error), error);
}
