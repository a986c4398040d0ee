import type { Config } from '../../config/keys.ts';
import { Failure } from '../../failures.ts';
import { guardProportion } from '../guards.ts';
import type { PlanGroup, Problem } from '../plan.ts';

/** Groups whose removals were taken back where they were out of proportion. */
export interface HeldBack {
  readonly groups: readonly PlanGroup[];
  /** Titles of the groups that may remove nothing. */
  readonly refused: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/**
 * Where the database leads, removals that are out of proportion do not keep new files from coming: they alone are left
 * out, and told. What is new would otherwise wait for somebody to decide about what is old.
 */
export function holdBackRemovals(config: Config, groups: readonly PlanGroup[]): HeldBack {
  const refused = new Set<string>();
  const problems: Problem[] = [];
  const kept = groups.map((group): PlanGroup => {
    try {
      guardProportion(config, { groups: [group], problems: [], notes: [] });
      return group;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      refused.add(group.title);
      problems.push({ item: group.title, what: error.message, next: error.next });
      return { ...group, source: group.present, remove: [] };
    }
  });
  return { groups: kept, refused, problems };
}
