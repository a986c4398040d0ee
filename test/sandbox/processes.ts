import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** One process for good: a pid alone is given to another one sooner or later. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks between boot and its start, field 22 of /proc/PID/stat. */
  readonly start: string;
}

/** Names a running process; undefined when there is none. A zombie counts as gone. */
export function identify(pid: number): ProcessId | undefined {
  const fields = statFields(pid);
  if (fields === undefined || fields.state === 'Z') return undefined;
  return { pid, start: fields.start };
}

/** Whether exactly this process still runs. */
export function isAlive(id: ProcessId): boolean {
  return identify(id.pid)?.start === id.start;
}

/** The name of the program that a process runs; undefined when it is gone. */
export function programOf(id: ProcessId): string | undefined {
  if (!isAlive(id)) return undefined;
  try {
    return readFileSync(`/proc/${id.pid}/comm`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** A process and all that descend from it, parents first. */
export function withDescendants(pid: number): ProcessId[] {
  const children = new Map<number, number[]>();
  for (const each of allPids()) {
    const parent = statFields(each)?.parent;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), each]);
  }
  const found: number[] = [pid];
  for (const each of found) found.push(...(children.get(each) ?? []));
  return found.map(identify).filter((id) => id !== undefined);
}

/** Sends a signal to exactly this process, if it still runs. */
export function signalExactly(id: ProcessId, signal: NodeJS.Signals): void {
  if (!isAlive(id)) return;
  try {
    process.kill(id.pid, signal);
  } catch {
    // It ended in between: that is what was wanted.
  }
}

/** Kills a process with everything it started; returns whom it told. */
export function killTree(id: ProcessId): ProcessId[] {
  if (!isAlive(id)) return [];
  const tree = withDescendants(id.pid);
  for (const each of tree) signalExactly(each, 'SIGKILL');
  return tree;
}

/** Resolves when none of them runs any more; rejects after ten seconds. */
export async function gone(ids: readonly ProcessId[]): Promise<void> {
  await until(() => !ids.some(isAlive), `processes ${ids.map((id) => id.pid).join(', ')} to end`, 10_000);
}

/** Resolves once the condition holds; rejects, naming what was awaited, when it never does. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 30_000,
): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
    await wait(10);
  }
}

function allPids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

function statFields(pid: number): { state: string; parent: number; start: string } | undefined {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The second field, the program's name in brackets, may itself hold blanks and brackets.
  const [state, parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const start = rest[17];
  if (state === undefined || start === undefined) return undefined;
  return { state, parent: Number(parent), start };
}
