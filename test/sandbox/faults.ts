import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import type { Sandbox } from './sandbox.ts';

/** Takes a fault back. */
export type Undo = () => void;

/** Empties a folder of a machine, as when nothing is mounted on it. */
export function emptyFolder(machine: Machine, folder: string): Undo {
  const undo = moveAway(machine, folder);
  mkdirSync(machine.path(folder));
  return () => {
    rmSync(machine.path(folder), { recursive: true });
    undo();
  };
}

/** Moves a folder or file of a machine out of the way. */
export function moveAway(machine: Machine, path: string): Undo {
  const away = machine.path('var', `away-${path.replaceAll('/', '-')}`);
  renameSync(machine.path(path), away);
  return () => renameSync(away, machine.path(path));
}

/** Lets a machine's Odoo end as soon as it starts. */
export function breakOdoo(machine: Machine): Undo {
  const service = machine.read('etc/services/odoo');
  machine.write('etc/services/odoo', 'exit 1\n');
  return () => machine.write('etc/services/odoo', service);
}

/** Lets a script of sh stand in for the ssh of a machine that asks production for a stream; "$@" are its arguments. */
export function aroundStream(machine: Machine, script: string): void {
  machine.fixture('ssh', `case "$*" in *' stream /'*)\n${script}\n;; esac\nexec /usr/bin/ssh "$@"`);
}

/** Whether `smallDisk` can be had here: mounting on the tests' own side needs root. */
export const canMount = process.getuid?.() === 0;

/** Puts a folder of a machine, with what it holds, on a disk of its own of so many bytes. Needs root. */
export function smallDisk(
  sandbox: Sandbox,
  machine: Machine,
  request: { folder: string; bytes: number },
): void {
  if (!canMount) throw new Error('a small disk needs root: nobody else may mount one');
  const folder = machine.path(request.folder);
  const aside = machine.path('var', 'aside');
  renameSync(folder, aside);
  mkdirSync(folder);
  sandbox.ledger.mount(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${request.bytes}`, 'ot-sandbox', folder]);
  for (const name of readdirSync(aside)) execFileSync('cp', ['-a', join(aside, name), folder]);
  rmSync(aside, { recursive: true });
}

/** Gives production another host key: the standby still has the old one pinned. */
export async function changeHostKey(sandbox: Sandbox): Promise<void> {
  await sandbox.sshd.stop();
  sandbox.sshd.newHostKey();
  await sandbox.sshd.start();
}

/** Pulls production's plug: connections are refused, sessions and replication are reset. */
export async function unplug(sandbox: Sandbox): Promise<void> {
  await Promise.all([sandbox.sshd.stop(), sandbox.production.postgres.stop('immediate')]);
}

/** Brings an unplugged production back. */
export async function replug(sandbox: Sandbox): Promise<void> {
  await Promise.all([sandbox.sshd.start(), sandbox.production.postgres.start()]);
}
