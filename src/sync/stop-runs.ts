import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { descendantsOf } from '../machines/descendants.ts';
import { isAlive } from '../machines/process-start.ts';
import { tellProcess } from '../machines/tell-process.ts';
import { graceOf } from './grace.ts';
import type { LockName } from './job.ts';
import { lockNames } from './job.ts';
import type { Holder } from './lock.ts';
import { livingHolder, lockPath, tryLock } from './lock.ts';

/** A lock that was held, and how it became free. */
export interface Stopped {
  readonly job: LockName;
  /** The run that had written itself into the lock; undefined when it was somebody else's. */
  readonly holder: Holder | undefined;
  readonly how: 'finished' | 'ended' | 'killed';
}

/** How runs are to be stopped. */
export interface StopRequest {
  /** Lets them finish instead of ending them. */
  readonly wait: boolean;
  /** How long a run may take to end, in seconds, before it is killed; one that installs packages takes longer. */
  readonly graceSeconds: number;
}

const stopper = 'ot-disable-sync';

/**
 * Ends the runs that are under way and returns when none holds a lock any more, what a killed run left included. Only
 * processes that wrote themselves into a lock, and what these started, are ever ended: each is told to end, and killed
 * after the grace. Throws `lock-held` when somebody else keeps a lock.
 */
export async function stopRuns(
  context: Context,
  config: Config,
  request: StopRequest,
): Promise<readonly Stopped[]> {
  // All are told first: a run of several jobs holds one lock now and would take the next one otherwise.
  const held: Held[] = [];
  for (const job of lockNames) {
    if (await isFree(context, config, { job, waitSeconds: undefined })) continue;
    const holder = await livingHolder(config, job);
    if (holder !== undefined && !request.wait) await tellProcess(context, holder, 'TERM');
    held.push({ job, holder });
  }
  const stopped: Stopped[] = [];
  for (const each of held) stopped.push(await awaitEnd(context, config, { ...request, ...each }));
  return stopped;
}

interface Held {
  readonly job: LockName;
  readonly holder: Holder | undefined;
}

async function awaitEnd(context: Context, config: Config, held: Held & StopRequest): Promise<Stopped> {
  const { job, holder, wait, graceSeconds } = held;
  if (wait) {
    // The longest that a run can take: its plan, its transfer, its verification.
    if (await isFree(context, config, { job, waitSeconds: 2 * config.JOB_SECONDS })) {
      return { job, holder, how: 'finished' };
    }
    return keptByOther(config, job);
  }
  const waitSeconds = graceOf(job, graceSeconds);
  if (await isFree(context, config, { job, waitSeconds })) return { job, holder, how: 'ended' };
  if (holder === undefined || !(await isAlive(holder))) return keptByOther(config, job);
  const children = await descendantsOf(holder.pid);
  await tellProcess(context, holder, 'KILL');
  for (const child of children) await tellProcess(context, child, 'KILL');
  if (await isFree(context, config, { job, waitSeconds })) return { job, holder, how: 'killed' };
  return keptByOther(config, job);
}

function keptByOther(config: Config, job: LockName): never {
  const file = lockPath(config, job);
  fail('lock-held', {
    what: `sync is off, but a process that is no run of ours, or was left by one, still holds ${file}`,
    next: `See which it is (fuser -v ${file}), end it, and run ${stopper} again.`,
  });
}

async function isFree(
  context: Context,
  config: Config,
  wanted: { readonly job: LockName; readonly waitSeconds: number | undefined },
): Promise<boolean> {
  const { job: name, waitSeconds } = wanted;
  const request = { name, what: stopper };
  const lock = await tryLock(
    context,
    config,
    waitSeconds === undefined ? request : { ...request, waitSeconds },
  );
  await lock?.release();
  return lock !== undefined;
}
