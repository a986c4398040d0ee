import { nameOf, showName } from '../../../files/names.ts';
import type { PlanGroup } from '../../plan.ts';
import { filestore } from '../areas.ts';
import type { Removal } from '../attachments-plan.ts';
import type { Missing } from '../compare.ts';
import { databasesTitle } from './orphans.ts';
import type { FilestoreBase } from './state.ts';

/** Production is not asked: no group may look as if it had an empty source. */
const least = 1;

/** A group for the files of each database. Its removals are not filled in. */
export function groupsOf(
  databases: FilestoreBase['databases'],
  missing: readonly Missing[],
  removals: readonly Removal[],
): readonly PlanGroup[] {
  const byArea = Map.groupBy(missing, ({ area }) => area.path);
  return databases.map(({ name, files }) => {
    const path = `${filestore}/${nameOf(name)}`;
    const title = showName(path);
    const own = byArea.get(path) ?? [];
    const items = (replaces: boolean) =>
      own
        .filter((each) => each.replaces === replaces)
        .map((each) => ({ name: showName(`${path}/${each.name}`), bytes: each.wanted.bytes }));
    const gone = removals.filter(({ group }) => group === title).length;
    return {
      ...{ title, present: files, source: Math.max(files - gone, least), many: true },
      ...{ add: items(false), change: items(true), remove: [] },
    };
  });
}

/** A group for the folders of databases that are no more, when there is one to remove. */
export function groupOfDropped(
  databases: FilestoreBase['databases'],
  removals: readonly Removal[],
): readonly PlanGroup[] {
  const dropped = removals.filter(({ group }) => group === databasesTitle).length;
  if (dropped === 0) return [];
  const source = Math.max(databases.length, least);
  const none = { add: [], change: [], remove: [] };
  return [{ title: databasesTitle, present: source + dropped, source, many: false, ...none }];
}
