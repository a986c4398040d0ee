import type { FileHandle } from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { must } from '../machines/must.ts';
import type { ProcessId } from '../machines/process-start.ts';
import { isAlive } from '../machines/process-start.ts';

/** A held lock. The kernel frees it when every process that has its descriptor is gone. */
export interface Lock {
  readonly fd: number;
  release(): Promise<void>;
}

/** The process that wrote itself into a lock file when it got the lock. */
export interface Holder extends ProcessId {
  readonly what: string;
}

/** The file of a lock. `flock FILE …` of an administrator holds a sync off. */
export function lockPath(config: Config, name: string): string {
  return join(config.RUN_DIR, `${name}.lock`);
}

/**
 * Takes a lock, waiting at most so many seconds; undefined when somebody else keeps it. `flock` locks our open file:
 * it stays locked for as long as we, or a child that inherits the descriptor, have it open.
 */
export async function tryLock(
  context: Context,
  config: Config,
  wanted: LockRequest,
): Promise<Lock | undefined> {
  await context.files.makeFolder(config.RUN_DIR, { mode: 0o755 });
  const handle = await context.files.openLock(lockPath(config, wanted.name));
  const wait = wanted.waitSeconds === undefined ? ['-n'] : ['-w', String(wanted.waitSeconds)];
  const timeoutMs = ((wanted.waitSeconds ?? 0) + 30) * 1000;
  try {
    const outcome = await context.run({ argv: ['flock', ...wait, '3'], inherit: [handle.fd], timeoutMs });
    if (outcome.exitCode === 1) {
      await handle.close();
      return undefined;
    }
    must(outcome, 'taking a lock');
    const holder = `${context.env.pid} ${context.env.pidStart} ${wanted.what}\n`;
    await handle.truncate(0);
    await handle.write(holder, 0);
    return { fd: handle.fd, release: () => release(handle) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Strikes our name out first: whoever holds the lock next without writing itself down is not us. */
async function release(handle: FileHandle): Promise<void> {
  try {
    await handle.truncate(0);
  } finally {
    await handle.close();
  }
}

/** Which lock, for what. */
export interface LockRequest {
  readonly name: string;
  /** Told to those who find it held. */
  readonly what: string;
  readonly waitSeconds?: number;
}

/** Which locks, for what. */
export interface LocksRequest extends Omit<LockRequest, 'name'> {
  readonly names: readonly string[];
  /** Waits a while for a scheduled run, which is mostly over at once; whoever else holds a lock is not waited for. */
  readonly patient?: boolean;
}

/** How a run that is started again and again by cron calls itself in the lock file. */
export function scheduledName(command: string): string {
  return `${command} ${scheduledMark}`;
}

const scheduledMark = '--scheduled';
const patienceSeconds = 60;
const looksForName = 10;

/** Takes several locks at once, or none. Throws `lock-held`, naming the holder. */
export async function takeLocks(
  context: Context,
  config: Config,
  request: LocksRequest,
): Promise<readonly Lock[]> {
  const free = request.names.length > 1 ? await takeFree(context, config, request) : undefined;
  if (free !== undefined) return free;
  const locks: Lock[] = [];
  try {
    for (const name of [...request.names].sort()) {
      const lock = await takeLock(context, config, { ...request, name });
      if (lock === undefined) await refuseHeld(config, name);
      else locks.push(lock);
    }
    return locks;
  } catch (error) {
    await Promise.all(locks.map((taken) => taken.release()));
    throw error;
  }
}

/** All of them at the same moment, when nobody holds one; else none: who waits takes them one after the other, in order. */
async function takeFree(
  context: Context,
  config: Config,
  { names, what }: LocksRequest,
): Promise<readonly Lock[] | undefined> {
  const tried = await Promise.allSettled(names.map((name) => tryLock(context, config, { name, what })));
  const taken = tried.flatMap((each) => (each.status === 'fulfilled' ? (each.value ?? []) : []));
  if (taken.length === names.length) return taken;
  await Promise.all(taken.map((lock) => lock.release()));
  return undefined;
}

async function takeLock(
  context: Context,
  config: Config,
  { patient, ...request }: LockRequest & Pick<LocksRequest, 'patient'>,
): Promise<Lock | undefined> {
  const { name, what } = request;
  const free = await tryLock(context, config, request);
  if (free !== undefined || patient !== true) return free;
  for (let look = 0; look < looksForName; look += 1) {
    const holder = await livingHolder(config, name);
    if (holder !== undefined) {
      if (!holder.what.endsWith(` ${scheduledMark}`)) return undefined;
      context.log.info(`waiting for ${holder.what} (process ${holder.pid}) to end`);
      return tryLock(context, config, { name, what, waitSeconds: patienceSeconds });
    }
    // Who has only just got it, or only looks whether it is free, has no name in it yet.
    const soon = await tryLock(context, config, { name, what, waitSeconds: 0.1 });
    if (soon !== undefined) return soon;
  }
  return undefined;
}

async function refuseHeld(config: Config, name: string): Promise<never> {
  const holder = await livingHolder(config, name);
  const who =
    holder === undefined
      ? 'another process (a flock by hand, or what an ended run left)'
      : `${holder.what} (process ${holder.pid})`;
  return fail('lock-held', {
    what: `${who} holds ${lockPath(config, name)}`,
    next:
      name === 'recovery'
        ? 'Wait for it to end; ot-recovery report shows what it does. A note can be taken meanwhile.'
        : 'Wait for it to end; ot-status shows what runs. ot-disable-sync ends a run.',
  });
}

/** The living process that holds a lock, as far as it wrote itself in. */
export async function livingHolder(config: Config, name: string): Promise<Holder | undefined> {
  const holder = await readHolder(config, name);
  return holder !== undefined && (await isAlive(holder)) ? holder : undefined;
}

/** Who wrote itself into a lock file last; it may be gone already. */
export async function readHolder(config: Config, name: string): Promise<Holder | undefined> {
  const text = await readFile(lockPath(config, name), 'utf8').catch(() => '');
  const [, pid, pidStart, what] = /^(\d+) (\d+) (.*)\n$/.exec(text) ?? [];
  if (pid === undefined || pidStart === undefined || what === undefined) return undefined;
  return { pid: Number(pid), pidStart, what };
}
