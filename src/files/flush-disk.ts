import type { Context } from '../context.ts';
import { must } from '../machines/must.ts';

/**
 * Writes all that is in memory of the file system that holds a path to its disk: contents, and names that were just
 * given. Throws `program` and `program-timeout`. Source: sync(1), --file-system.
 */
export async function flushDisk(context: Context, path: string, timeoutMs: number): Promise<void> {
  const outcome = await context.run({ argv: ['sync', '--file-system', path], timeoutMs });
  must(outcome, `writing what was brought to the disk of ${path}`);
}
