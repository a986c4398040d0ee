import type { Config } from '../config/keys.ts';
import { fail } from '../failures.ts';
import { spaceOf } from '../files/free-space.ts';
import type { Plan, PlanGroup } from './plan.ts';
import { countPlan } from './plan.ts';

/** The flag that lets a run remove as much as it found. */
export const allowRemovals = '--allow-removals';

/** Refuses a plan whole when it would take away out of proportion. Throws `source-empty` or `out-of-proportion`. */
export function guardProportion(config: Config, plan: Plan): void {
  for (const group of plan.groups) {
    const found = disproportion(config, group);
    if (found === undefined) continue;
    const { code, what } = found;
    const isEmpty = code === 'source-empty';
    const first = isEmpty ? 'See whether it is mounted there.' : 'Look with --dry-run.';
    fail(code, {
      what: `${isEmpty ? what : `${group.title}: ${what}`}: nothing was changed`,
      next: `${first} If it is truly meant, run again with ${allowRemovals}.`,
    });
  }
}

/** How the removals of a group are out of proportion; it names the group only where that is empty on production. */
export interface Disproportion {
  readonly code: 'source-empty' | 'out-of-proportion';
  readonly what: string;
}

/** How the removals of a group are out of proportion; undefined when they are not. */
export function disproportion(config: Config, group: PlanGroup): Disproportion | undefined {
  const { title, present, source, remove } = group;
  if (present > 0 && source === 0) {
    const what = `production has no ${title} at all, this machine has ${present}`;
    return { code: 'source-empty', what };
  }
  if (!tooMany(config, group)) return undefined;
  const percent = Math.round((100 * remove.length) / present);
  const examples = remove.slice(0, 3).map((item) => item.name);
  const more = remove.length > examples.length ? ', …' : '';
  const what =
    `${remove.length} of ${present} (${percent} %) would be taken away ` +
    `(${examples.join(', ')}${more}), MAX_REMOVE_PERCENT is ${config.MAX_REMOVE_PERCENT}`;
  return { code: 'out-of-proportion', what };
}

function tooMany(config: Config, group: PlanGroup): boolean {
  const floor = group.many ? config.MAX_REMOVE_FLOOR : 0;
  const gone = group.remove.length;
  return gone > floor && gone * 100 > group.present * config.MAX_REMOVE_PERCENT;
}

/** Refuses a plan that would leave less free disk space than MIN_FREE_MB. Throws `disk-space`. */
export async function guardDiskSpace(config: Config, plan: Plan): Promise<void> {
  const { bytes } = countPlan(plan);
  if (plan.target !== undefined && bytes > 0) await guardSpace(config, plan.target, bytes);
  for (const folder of plan.alsoWrites ?? []) await guardSpace(config, folder, 0);
}

/** Throws `disk-space` where so many bytes more would leave less than MIN_FREE_MB. The folder may be yet to be made. */
export async function guardSpace(config: Config, folder: string, bytes: number): Promise<void> {
  const free = (await spaceOf(folder))?.free ?? 0;
  const reserve = config.MIN_FREE_MB * 1024 * 1024;
  if (free - bytes >= reserve) return;
  const coming = bytes === 0 ? '' : `${inMiB(bytes)} MiB are to come to ${folder}, `;
  const where = bytes === 0 ? ` on the disk of ${folder}` : '';
  fail('disk-space', {
    what: `${coming}${inMiB(free)} MiB are free${where}, and ${config.MIN_FREE_MB} MiB must stay (MIN_FREE_MB)`,
    next: 'Make room there, or lower MIN_FREE_MB.',
  });
}

function inMiB(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}
