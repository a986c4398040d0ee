import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { gone, identify, isAlive, killTree, programOf, signalExactly } from './processes.ts';
import type { ProcessId } from './processes.ts';

const processSchema = v.object({ pid: v.number(), start: v.string() });
const ledgerSchema = v.object({
  owner: processSchema,
  processes: v.array(processSchema),
  mounts: v.array(v.string()),
});
type Written = v.InferOutput<typeof ledgerSchema>;

/** What a sandbox started and mounted, on disk at once: whoever comes after a crash can take it away. */
export class Ledger {
  readonly root: string;
  #written: Written;

  constructor(root: string) {
    this.root = root;
    const owner = identify(process.pid);
    if (owner === undefined) throw new Error('/proc is not readable');
    this.#written = { owner, processes: [], mounts: [] };
    this.#write();
  }

  /** Notes a process that was just started. */
  process(pid: number): ProcessId | undefined {
    const id = identify(pid);
    if (id === undefined) return undefined;
    this.#written = { ...this.#written, processes: [...this.#written.processes.filter(isAlive), id] };
    this.#write();
    return id;
  }

  /** Notes a mount that is about to be made. */
  mount(folder: string): void {
    this.#written = { ...this.#written, mounts: [...this.#written.mounts, folder] };
    this.#write();
  }

  /** Ends, unmounts and removes everything. */
  async clear(): Promise<void> {
    await clear(this.root, this.#written);
  }

  #write(): void {
    const file = ledgerFile(this.root);
    writeFileSync(`${file}.new`, JSON.stringify(this.#written));
    renameSync(`${file}.new`, file);
  }
}

/** A new folder for a sandbox, with an empty ledger; what crashed predecessors left is taken away first. */
export async function newRoot(): Promise<Ledger> {
  const base = baseFolder();
  mkdirSync(base, { recursive: true, mode: 0o755 });
  for (const name of readdirSync(base)) await sweep(join(base, name));
  const root = mkdtempSync(join(base, 's'));
  // postgres, another user, has to reach its data folder.
  chmodSync(root, 0o755);
  return new Ledger(root);
}

async function sweep(root: string): Promise<void> {
  const written = readLedger(root);
  if (written === undefined || isAlive(written.owner)) return;
  await clear(root, written);
}

async function clear(root: string, written: Written): Promise<void> {
  // A killed postgres leaves shared memory behind, and a machine has only some thousand pieces of that.
  const servers = written.processes.filter((id) => programOf(id) === 'postgres');
  for (const id of servers) signalExactly(id, 'SIGQUIT');
  await gone(servers).catch(() => undefined);
  const told = written.processes.flatMap(killTree);
  await gone(told);
  // Lazily: a process of a test that looks into the folder must not keep the rest from being removed.
  for (const folder of written.mounts.toReversed()) spawnSync('umount', ['-l', folder]);
  rmSync(root, { recursive: true, force: true, maxRetries: 5 });
}

function readLedger(root: string): Written | undefined {
  try {
    return v.parse(ledgerSchema, JSON.parse(readFileSync(ledgerFile(root), 'utf8')));
  } catch {
    // Without a ledger it is a sandbox that is just being made, or nothing of ours.
    return undefined;
  }
}

function ledgerFile(root: string): string {
  return join(root, 'ledger.json');
}

/** In memory where that can be had: ext4 is slow to take files again for some seconds after it freed many. */
function baseFolder(): string {
  const chosen = process.env['OT_SANDBOX_DIR'] ?? (memoryUsable() ? memory : tmpdir());
  // A Unix socket's path has 107 bytes at most.
  return join(chosen.length > 40 ? '/tmp' : chosen, `ot-sandbox-${process.getuid?.() ?? 0}`);
}

const memory = '/dev/shm';
const memoryWanted = 1 << 30;

/** Docker, for one, gives 64 MB from which no program may be started. */
function memoryUsable(): boolean {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  const options = mounts.findLast((fields) => fields[1] === memory)?.[3]?.split(',');
  if (options === undefined || !options.includes('rw') || options.includes('noexec')) return false;
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= memoryWanted;
}
