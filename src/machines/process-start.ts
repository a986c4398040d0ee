import { readFile } from 'node:fs/promises';

/**
 * When a process started, in clock ticks since boot; undefined when there is none, or when it has ended and only waits
 * for its parent to notice. Source: proc(5), fields 3 and 22.
 */
export async function processStart(pid: number | 'self'): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may hold blanks and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

/** Whether the very process with that pid and start time still lives. */
export async function isAlive(named: { readonly pid: number; readonly pidStart: string }): Promise<boolean> {
  return (await processStart(named.pid)) === named.pidStart;
}
