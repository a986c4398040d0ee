import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../sandbox/processes.ts';
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';

/** What a follower reached. */
export interface FollowFigures {
  readonly uploads: number;
  /** From the commit on production to the verified file on the standby, in milliseconds. */
  readonly median: number;
  readonly p99: number;
  readonly most: number;
  /** Part of one core that it and its psql take while nothing is replayed. */
  readonly idle: number;
}

const idleSeconds = 30;
/** Uploads come at odd moments: just after a look as well as just before one. */
const pauseMs = (index: number) => (index * 379) % 1_500;

/** Follows a pair whose production gets so many uploads, one by one, then nothing. */
export async function measureFollow(
  program: readonly [string, ...string[]],
  uploads: number,
): Promise<FollowFigures> {
  await using sandbox = await openSandbox({ FILESTORE_MODE: 'database', DATA_FOLDERS: 'filestore' });
  const [command, ...args] = program;
  const line = [...args, 'ot-attachments-sync', '--follow', '--quiet', '--config', sandbox.config];
  const follower = spawn(command, line, { env: sandbox.environment(), stdio: 'inherit' });
  try {
    await upload(sandbox, 'first');
    const delays: number[] = [];
    for (let index = 0; index < uploads; index += 1) {
      await sleep(pauseMs(index));
      delays.push(await upload(sandbox, `upload ${index}`));
    }
    delays.sort((a, b) => a - b);
    const at = (part: number) => delays[Math.ceil(part * delays.length) - 1] ?? Number.NaN;
    return { uploads, median: at(0.5), p99: at(0.99), most: at(1), idle: await idleOf(follower.pid ?? 0) };
  } finally {
    const ended = new Promise((done) => follower.once('exit', done));
    follower.kill('SIGTERM');
    await ended;
  }
}

/** One upload; the milliseconds until its file is here, whole: it gets its name only when its sha1 is proven. */
async function upload({ production, standby }: Sandbox, name: string): Promise<number> {
  const made = await production.odoo.attach(name, `content of ${name}\n`.repeat(1_000));
  const committed = performance.now();
  await until(() => existsSync(standby.odoo.file(made)), `the file of ${name}`, 120_000);
  return performance.now() - committed;
}

async function idleOf(pid: number): Promise<number> {
  // Looks become rarer at first, and the server writes its checkpoint.
  await sleep(10_000);
  const before = ticksOf(pid);
  await sleep(idleSeconds * 1_000);
  return (ticksOf(pid) - before) / ticksPerSecond / idleSeconds;
}

const ticksPerSecond = 100;

/** The processor time of a process and its children, those that have ended included. Source: proc(5), stat. */
function ticksOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  const below = children.reduce((sum, child) => sum + ticksOf(Number(child)), 0);
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return below + fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}
