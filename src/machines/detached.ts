import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { must, printable } from './must.ts';

/** A program that goes on when whoever started it is gone. */
export interface Detached {
  /** Names it and its folder; begins with the time. */
  readonly id: string;
  /** What it is, in words. */
  readonly title: string;
  readonly state: 'running' | 'ended' | 'lost';
  /** Undefined until it has ended by itself. */
  readonly exitCode: number | undefined;
  /** The last lines that it printed. */
  readonly tail: readonly string[];
  /** The line that it draws over and over while it works; empty when there is none. */
  readonly progress: string;
}

/** What is to be started, and where its output is kept. */
export interface DetachedRequest {
  readonly folder: string;
  readonly title: string;
  readonly argv: readonly [string, ...string[]];
}

const kept = 20;
const tailBytes = 16_384;
const tailLines = 200;
// Its own session and no terminal: a closed terminal, a dropped link and our own end don't reach it. It lets go of our
// pipes first: whoever starts it would wait for its end otherwise.
const script = `exec >/dev/null 2>&1 </dev/null
cd / && echo $$ >"$0/pid" && "$@" >"$0/log" 2>&1 </dev/null
echo $? >"$0/exit.new" && mv "$0/exit.new" "$0/exit"`;

/** Starts a program that outlives us, its output in a folder of its own below the given one. Returns its id. */
export async function startDetached(context: Context, request: DetachedRequest): Promise<string> {
  const { folder, title, argv } = request;
  const id = `${context.clock.now().toISOString().replace(/[-:.]/g, '')}-${context.env.pid}`;
  const own = join(folder, id);
  await context.files.makeFolder(own, { mode: 0o750 });
  await context.files.writeAtomically(join(own, 'title'), title, { mode: 0o640 });
  await prune(folder);
  const command = ['setsid', '--fork', 'sh', '-c', script, own, ...argv] as const;
  // The line that shows progress is drawn although there is no terminal: it is read from the log.
  const env = { OT_PROGRESS: '1', NO_COLOR: '1' };
  must(await context.run({ argv: command, timeoutMs: 10_000, env }), `starting ${title}`);
  return id;
}

/**
 * The programs that were started with this folder, oldest first, and how they stand. What is known already to have ended
 * is not read again.
 */
export async function listDetached(
  folder: string,
  known: readonly Detached[] = [],
): Promise<readonly Detached[]> {
  const ended = new Map(known.filter(({ state }) => state !== 'running').map((each) => [each.id, each]));
  const ids = await readIds(folder);
  return Promise.all(ids.map(async (id) => ended.get(id) ?? readDetached(folder, id)));
}

async function readIds(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => /^\d{8}T\d{9}Z-\d+$/.test(name)).sort();
}

async function readDetached(folder: string, id: string): Promise<Detached> {
  const read = (name: string) => readFile(join(folder, id, name), 'utf8').catch(() => '');
  const [title, pid] = await Promise.all([read('title'), read('pid')]);
  const running = await lives(pid.trim(), folder);
  // Read after the look at the process: one that has ended in between has said so.
  const [exit, log] = await Promise.all([read('exit'), readEnd(join(folder, id, 'log'))]);
  const ended = /^\d+\n$/.test(exit);
  const state = ended ? 'ended' : running ? 'running' : 'lost';
  const lines = log.split('\n');
  const last = lines.pop() ?? '';
  return {
    id,
    title,
    state,
    exitCode: ended ? Number(exit) : undefined,
    tail: lines
      .filter((line) => undrawn(line) !== '')
      .map((line) => printable(undrawn(line)))
      .slice(-tailLines),
    progress: printable(undrawn(last)),
  };
}

/** What is left of a line that was drawn over. */
function undrawn(line: string): string {
  return line.split('\r\u001b[2K').at(-1) ?? '';
}

/** A pid that is not written yet belongs to a program that is just being started. */
async function lives(pid: string, folder: string): Promise<boolean> {
  if (pid === '') return true;
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.includes(folder);
}

async function readEnd(path: string): Promise<string> {
  const handle = await open(path).catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, tailBytes);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}

/** Whatever runs stays: this one, too, although a clock that was set back makes it the oldest. */
async function prune(folder: string): Promise<void> {
  const over = (await listDetached(folder)).filter(({ state }) => state !== 'running');
  const old = over.slice(0, 1 - kept);
  await Promise.all(old.map(({ id }) => rm(join(folder, id), { recursive: true, force: true })));
}
