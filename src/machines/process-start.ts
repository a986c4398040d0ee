import { readFile } from 'node:fs/promises';

/** One process for good: a pid alone is given to another one sooner or later. */
export interface ProcessId {
  readonly pid: number;
  /** Start time in clock ticks since boot. */
  readonly pidStart: string;
}

/** What the system tells of a process. */
export interface ProcessStat {
  /** `Z`: it has ended and only waits for its parent to notice. */
  readonly state: string;
  readonly parent: number;
  readonly pidStart: string;
}

/** What the system tells of a process; undefined when there is none. Source: proc(5), /proc/PID/stat. */
export async function readProcess(pid: number | string): Promise<ProcessStat | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may hold blanks and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, parent, pidStart] = [fields[0], fields[1], fields[19]];
  if (state === undefined || parent === undefined || pidStart === undefined) return undefined;
  return { state, parent: Number(parent), pidStart };
}

/** When a process started, in clock ticks since boot; undefined when there is none, or when it has ended. */
export async function processStart(pid: number | 'self'): Promise<string | undefined> {
  const found = await readProcess(pid);
  return found?.state === 'Z' ? undefined : found?.pidStart;
}

/** Whether the very process with that pid and start time still lives. */
export async function isAlive(named: ProcessId): Promise<boolean> {
  return (await processStart(named.pid)) === named.pidStart;
}
