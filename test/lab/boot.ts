/** A machine's life: systemd-nspawn with systemd as its process 1, over thrown-away layers. */
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runInside } from './enter.ts';
import { LabError } from './errors.ts';
import { hostNames, machineFolder, machineName, type Role } from './names.ts';
import { childrenOf, ended, identify, isAlive, kill, type ProcessId } from './processes.ts';
import { readMachine, writeMachine } from './record.ts';
import { succeeds } from './shell.ts';

/** Process number of the machine's init; undefined when the machine is off. */
export function initOf(pair: string, role: Role): number | undefined {
  const init = readMachine(pair, role)?.init;
  return isAlive(init) ? init.pid : undefined;
}

/** Boots the machine over `layers` and waits until its systemd has started all it starts. */
export async function boot(pair: string, role: Role, layers: string): Promise<void> {
  if (initOf(pair, role) !== undefined) throw new LabError(`${role} is running already`);
  const nspawn = launch(pair, role, layers);
  writeMachine(pair, role, { nspawn });
  const init = await findInit(pair, role, nspawn);
  writeMachine(pair, role, { nspawn, init });
  await untilStarted(pair, role, init);
}

/** Pulls the plug: every process of the machine is killed at once; its disk stays as it was. */
export async function powerCut(pair: string, role: Role): Promise<void> {
  const record = readMachine(pair, role);
  kill(record?.init);
  if (!(await ended(record?.nspawn, 3))) kill(record?.nspawn);
  if (!(await ended(record?.nspawn, 5))) throw new LabError(`${role} can't be killed`);
  await removeCgroups(machineName(pair, role));
}

/** Asks the machine's systemd to power off, and waits for it. */
export async function shutDown(pair: string, role: Role): Promise<void> {
  const init = initOf(pair, role);
  if (init === undefined) return;
  await runInside(init, ['systemctl', 'poweroff', '--no-block']);
  if (!(await ended(readMachine(pair, role)?.nspawn, 100))) throw new LabError(`${role} doesn't power off`);
  await removeCgroups(machineName(pair, role));
}

function launch(pair: string, role: Role, layers: string): ProcessId {
  const folder = machineFolder(pair, role);
  mkdirSync(folder, { recursive: true });
  const log = openSync(join(folder, 'console.log'), 'a');
  const script = join(import.meta.dirname, 'launch.sh');
  const args = [machineName(pair, role), hostNames[role], folder, layers];
  const child = spawn('unshare', ['--mount', '--propagation', 'private', script, ...args], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  child.unref();
  closeSync(log);
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity === undefined)
    throw new LabError(`${role} can't be launched: see ${join(folder, 'console.log')}`);
  return identity;
}

async function findInit(pair: string, role: Role, nspawn: ProcessId): Promise<ProcessId> {
  for (let tries = 0; tries < 1000 && isAlive(nspawn); tries += 1) {
    const init = childrenOf(nspawn.pid).find(isInit);
    const identity = init === undefined ? undefined : identify(init);
    if (identity !== undefined) return identity;
    await wait(20);
  }
  kill(nspawn);
  const log = readFileSync(join(machineFolder(pair, role), 'console.log'), 'utf8').slice(-1500);
  throw new LabError(`${role} doesn't boot:\n${log}`);
}

/** Process 1 of a namespace that already is systemd: before its exec, the machine's root isn't in place. */
function isInit(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return /^Name:\tsystemd$/m.test(status) && /^NSpid:.*\t1$/m.test(status);
  } catch {
    return false;
  }
}

/** "degraded" counts as started: whether the failed unit matters is for the caller to find out. */
async function untilStarted(pair: string, role: Role, init: ProcessId): Promise<void> {
  const deadline = performance.now() + 90_000;
  let last = '';
  while (isAlive(init) && performance.now() < deadline) {
    const state = await runInside(init.pid, ['systemctl', 'is-system-running', '--wait'], { timeout: 90 });
    last = state.stdout.trim();
    if (last === 'running' || last === 'degraded') return;
    await wait(50);
  }
  await powerCut(pair, role);
  throw new LabError(`${role} didn't finish to boot (${last})`);
}

async function removeCgroups(name: string): Promise<void> {
  for (const tree of ['systemd', 'unified', '.']) {
    const folder = join('/sys/fs/cgroup', tree, name);
    await succeeds(['find', folder, '-depth', '-type', 'd', '-delete']);
  }
}
