import type { Known, ProbeResult } from './probe.ts';
import { skipped } from './probe.ts';

const probe = 'rsync';
const oldest = [3, 1] as const;

/** rsync, there and here. */
export async function probeRsync({ context, loaded, production }: Known): Promise<readonly ProbeResult[]> {
  const timeoutMs = loaded.values.COMMAND_SECONDS * 1000;
  const local = await context.run({ argv: ['rsync', '--version'], timeoutMs });
  const here = /^rsync +version (\S+)/.exec(local.stdout)?.[1] ?? '';
  const there = production?.hello.rsync;
  return [
    there === undefined ? skipped(probe, 'no connection') : judge('production', there),
    judge('this machine', here),
  ];
}

function judge(machine: string, version: string): ProbeResult {
  if (version === '') {
    return { probe, verdict: 'failed', seen: `${machine} has no rsync`, next: 'apt install rsync' };
  }
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
  if (!old) return { probe, verdict: 'ok', seen: `${machine} has version ${version}` };
  const seen = `${machine} has version ${version}, older than ${oldest.join('.')}`;
  return { probe, verdict: 'warning', seen, next: 'Upgrade it; it was not tried.' };
}
