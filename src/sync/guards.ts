import { access, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../config/keys.ts';
import { fail } from '../failures.ts';
import type { Plan, PlanGroup } from './plan.ts';
import { countPlan } from './plan.ts';

/** The flag that lets a run remove as much as it found. */
export const allowRemovals = '--allow-removals';

/** Refuses a plan whole when it would take away out of proportion. Throws `source-empty` or `out-of-proportion`. */
export function guardProportion(config: Config, plan: Plan): void {
  for (const group of plan.groups) {
    const { title, present, source } = group;
    if (present > 0 && source === 0) {
      fail('source-empty', {
        what: `production has no ${title} at all, this machine has ${present}: nothing was changed`,
        next: `See whether it is mounted there. If it is truly meant, run again with ${allowRemovals}.`,
      });
    }
    if (!tooMany(config, group)) continue;
    const percent = Math.round((100 * group.remove.length) / present);
    const examples = group.remove.slice(0, 3).map((item) => item.name);
    fail('out-of-proportion', {
      what:
        `${title}: ${group.remove.length} of ${present} (${percent} %) would be taken away ` +
        `(${examples.join(', ')}, …), MAX_REMOVE_PERCENT is ${config.MAX_REMOVE_PERCENT}: nothing was changed`,
      next: `Look with --dry-run. If it is truly meant, run again with ${allowRemovals}.`,
    });
  }
}

function tooMany(config: Config, group: PlanGroup): boolean {
  const floor = group.many ? config.MAX_REMOVE_FLOOR : 0;
  const gone = group.remove.length;
  return gone > floor && gone * 100 > group.present * config.MAX_REMOVE_PERCENT;
}

/** Refuses a plan that would leave less free disk space than MIN_FREE_MB. Throws `disk-space`. */
export async function guardDiskSpace(config: Config, plan: Plan): Promise<void> {
  if (plan.target === undefined) return;
  const { bytes } = countPlan(plan);
  if (bytes === 0) return;
  const disk = await statfs(await nearestFolder(plan.target));
  const free = disk.bavail * disk.bsize;
  const reserve = config.MIN_FREE_MB * 1024 * 1024;
  if (free - bytes >= reserve) return;
  fail('disk-space', {
    what: `${inMiB(bytes)} MiB are to come to ${plan.target}, ${inMiB(free)} MiB are free, and ${config.MIN_FREE_MB} MiB must stay (MIN_FREE_MB)`,
    next: 'Make room there, or lower MIN_FREE_MB.',
  });
}

/** The path, or the first one above it that exists: on a new standby the target is yet to be made. */
async function nearestFolder(path: string): Promise<string> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  return there || path === '/' ? path : nearestFolder(dirname(path));
}

function inMiB(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}
