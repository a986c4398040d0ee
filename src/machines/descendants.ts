import { readdir } from 'node:fs/promises';
import type { ProcessId } from './process-start.ts';
import { readProcess } from './process-start.ts';

/** What a process has started, and what that has started, as things are now. */
export async function descendantsOf(pid: number): Promise<readonly ProcessId[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const read = await Promise.all(
    names.map(async (name) => ({ pid: Number(name), stat: await readProcess(name) })),
  );
  const all = read.flatMap(({ pid: each, stat }) => (stat === undefined ? [] : [{ ...stat, pid: each }]));
  const found = new Set([pid]);
  // A parent may come after its children in the list: look until nothing is added.
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const each of all) if (found.has(each.parent)) found.add(each.pid);
  }
  found.delete(pid);
  return all
    .filter((each) => found.has(each.pid))
    .map(({ pid: each, pidStart }) => ({ pid: each, pidStart }));
}
