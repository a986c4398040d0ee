import { onlyDone } from '../only-done.ts';
import type { PlanGroup } from '../plan.ts';
import type { AttachmentsPlan, Removal } from './attachments-plan.ts';
import { shownPath } from './bring.ts';

/** The groups of a plan after it was carried out: without what did not come, and what was not taken away after all. */
export function groupsDone({
  groups,
  missing,
  removals,
  done,
}: Pick<AttachmentsPlan, 'groups' | 'missing' | 'removals' | 'done'>): readonly PlanGroup[] {
  const removed = new Set(done.removed);
  const stays = ({ area, name, storeNames }: Removal) =>
    name === ''
      ? !removed.has(area.path) && !storeNames.some((each) => removed.has(`${area.path}/${each}`))
      : !removed.has(`${area.path}/${name}`);
  const undone = new Set([
    ...missing.filter((each) => !done.placed.has(each)).map(shownPath),
    ...removals.filter(stays).map(({ item }) => item.name),
  ]);
  return undone.size === 0 ? groups : groups.map((group) => onlyDone(group, (name) => !undone.has(name)));
}
