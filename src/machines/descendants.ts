import { readFile, readdir } from 'node:fs/promises';

/** One process for good: a pid alone is given to another one sooner or later. */
export interface ProcessId {
  readonly pid: number;
  /** Start time in clock ticks since boot. */
  readonly pidStart: string;
}

/** What a process has started, and what that has started, as things are now. Source: proc(5), /proc/PID/stat. */
export async function descendantsOf(pid: number): Promise<readonly ProcessId[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(names.map(readStat))).filter((stat) => stat !== undefined);
  const found = new Set([pid]);
  // A parent may come after its children in the list: look until nothing is added.
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const stat of all) if (found.has(stat.parent)) found.add(stat.pid);
  }
  found.delete(pid);
  return all
    .filter((stat) => found.has(stat.pid))
    .map(({ pid: each, pidStart }) => ({ pid: each, pidStart }));
}

async function readStat(name: string): Promise<(ProcessId & { readonly parent: number }) | undefined> {
  const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may hold blanks and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [parent, pidStart] = [fields[1], fields[19]];
  if (parent === undefined || pidStart === undefined) return undefined;
  return { pid: Number(name), parent: Number(parent), pidStart };
}
