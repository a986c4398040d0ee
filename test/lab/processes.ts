/** Processes remembered across the driver's own runs: a number alone may belong to somebody else by now. */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';

/** A process, told apart from a later one with the same number by its start (clock ticks since boot). */
export const processSchema = v.object({ pid: v.number(), start: v.string() });
export type ProcessId = v.InferOutput<typeof processSchema>;

/** The identity of a running process; undefined when there is none (or only its zombie). */
export function identify(pid: number): ProcessId | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may contain anything; the fields after it can't.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const start = fields[19];
    return fields[0] === 'Z' || start === undefined ? undefined : { pid, start };
  } catch {
    return undefined;
  }
}

/** Whether exactly this process still runs. */
export function isAlive(known: ProcessId | undefined): known is ProcessId {
  return known !== undefined && identify(known.pid)?.start === known.start;
}

/** Sends SIGKILL to exactly this process, if it is still there. */
export function kill(known: ProcessId | undefined): void {
  if (!isAlive(known)) return;
  try {
    process.kill(known.pid, 'SIGKILL');
  } catch {
    // It ended between the look and the signal.
  }
}

/** Waits until the process has ended; false when it still runs after `seconds`. */
export async function ended(known: ProcessId | undefined, seconds: number): Promise<boolean> {
  const deadline = performance.now() + seconds * 1000;
  while (isAlive(known)) {
    if (performance.now() > deadline) return false;
    await wait(20);
  }
  return true;
}

/** Numbers of the direct children of `pid`. */
export function childrenOf(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return children === '' ? [] : children.split(' ').map(Number);
  } catch {
    return [];
  }
}
