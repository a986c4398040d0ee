import type { Item, PlanGroup } from './plan.ts';

/** A group without what could not be done after all: its figures are then those of the outcome. */
export function onlyDone(group: PlanGroup, isDone: (name: string) => boolean): PlanGroup {
  const done = (items: readonly Item[]) => items.filter(({ name }) => isDone(name));
  return { ...group, add: done(group.add), change: done(group.change), remove: done(group.remove) };
}
