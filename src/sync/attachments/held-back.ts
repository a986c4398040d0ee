import type { Config } from '../../config/keys.ts';
import { allowRemovals, disproportion } from '../guards.ts';
import type { PlanGroup, Problem } from '../plan.ts';

/** Groups whose removals were taken back where they were out of proportion. */
export interface HeldBack {
  readonly groups: readonly PlanGroup[];
  /** Titles of the groups that may remove nothing. */
  readonly refused: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

const command = `ot-attachments-sync ${allowRemovals}`;
/** What to do about them. */
export const heldBackAdvice = `${command} --dry-run lists them. If it is truly meant: ${command}.`;

/**
 * Where the database leads, removals that are out of proportion do not keep new files from coming: they alone are left
 * out, and told. What is new would otherwise wait for somebody to decide about what is old.
 */
export function holdBackRemovals(config: Config, groups: readonly PlanGroup[]): HeldBack {
  const refused = new Set<string>();
  const problems: Problem[] = [];
  const kept = groups.map((group): PlanGroup => {
    const what = disproportion(config, group)?.what;
    if (what === undefined) return group;
    refused.add(group.title);
    problems.push({ item: group.title, what: `${what}: they stay`, next: heldBackAdvice, kind: 'standing' });
    return { ...group, source: group.present, remove: [] };
  });
  return { groups: kept, refused, problems };
}

/** What was told before is a note only. */
export function tellHeldBack(
  heldBack: readonly Problem[],
  before: readonly Pick<Problem, 'item'>[],
): { readonly fresh: readonly Problem[]; readonly known: readonly string[] } {
  const titles = new Set(before.map(({ item }) => item));
  const { false: fresh = [], true: known = [] } = Object.groupBy(
    heldBack,
    ({ item }) => `${titles.has(item)}`,
  );
  return { fresh, known: known.map(({ item, what }) => `${item}: ${what} (told before)`) };
}
