import { readFile, readdir } from 'node:fs/promises';
import { basename } from 'node:path';

/** A program that runs now. */
export interface ProgramProcess {
  readonly pid: number;
  /** What it was started with, without interpreter and program. */
  readonly args: readonly string[];
}

/** The processes that run a program, also when an interpreter runs it. Source: proc(5), /proc/PID/cmdline. */
export async function processesOf(program: string): Promise<readonly ProgramProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map((pid) => processOf(pid, program)));
  return found.filter((process) => process !== undefined);
}

async function processOf(pid: string, program: string): Promise<ProgramProcess | undefined> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const words = line.split('\0').filter((word) => word !== '');
  const at = words.slice(0, 2).findIndex((word) => basename(word) === program);
  return at === -1 ? undefined : { pid: Number(pid), args: words.slice(at + 1) };
}
