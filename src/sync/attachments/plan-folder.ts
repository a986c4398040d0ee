import { showName } from '../../files/names.ts';
import type { Entries } from '../../files/walk.ts';
import type { Item, PlanGroup } from '../plan.ts';
import type { Area, AreaEntries } from './areas.ts';
import { countFiles, filestore, splitAreas } from './areas.ts';
import type { Removal } from './attachments-plan.ts';
import type { Comparison } from './compare.ts';
import { compareArea } from './compare.ts';

/** What is to be done with one folder of the data folder. The removals are candidates yet. */
export interface FolderPlan {
  /** Their removals are not filled in. */
  readonly groups: readonly PlanGroup[];
  readonly comparisons: readonly Comparison[];
  readonly removals: readonly Removal[];
  readonly notes: readonly string[];
}

const none: Entries = new Map();
const databases = 'databases';

/** Compares one folder of the data folder with what is wanted; undefined stands for a folder that does not exist. */
export function planFolder(
  folder: string,
  wanted: Entries | undefined,
  here: Entries | undefined,
): FolderPlan {
  if (wanted === undefined && here === undefined) {
    const notes = [`there is no folder ${folder}, neither on production nor here`];
    return { groups: [], comparisons: [], removals: [], notes };
  }
  const there = splitAreas(folder, wanted ?? none);
  const present = splitAreas(folder, here ?? none);
  const dropped = folder === filestore ? droppedDatabases(there, present) : [];
  const gone = new Set(dropped.map((removal) => removal.area.path));
  const paths = [...new Set([...there.keys(), ...present.keys()])].filter((path) => !gone.has(path));
  const plans = paths.map((path) => planArea(path, there, present)).filter((plan) => plan !== undefined);
  // A group of its own only when one is to go: it would otherwise count among the files.
  const all = dropped.length > 0 ? [databasesGroup(there, present)] : [];
  return {
    groups: [...all, ...plans.map((plan) => plan.group)],
    comparisons: plans.map((plan) => plan.comparison),
    removals: [...dropped, ...plans.flatMap((plan) => plan.removals)],
    notes: [],
  };
}

interface AreaPlan {
  readonly group: PlanGroup;
  readonly comparison: Comparison;
  readonly removals: readonly Removal[];
}

function planArea(path: string, there: AreaEntries, here: AreaEntries): AreaPlan | undefined {
  const area = there.get(path)?.area ?? here.get(path)?.area;
  if (area === undefined) return undefined;
  const wanted = there.get(path)?.entries ?? none;
  const present = here.get(path)?.entries ?? none;
  const comparison = compareArea(area, wanted, present);
  const beside = area.path === filestore;
  const title = beside ? `${filestore}, beside the databases` : showName(area.path);
  const items = (replaces: boolean): readonly Item[] =>
    comparison.missing
      .filter((missing) => missing.replaces === replaces)
      .map(({ name, wanted: { bytes } }) => ({ name: showName(`${area.path}/${name}`), bytes }));
  const group = {
    title,
    present: countFiles(present),
    // A stray file beside the databases is no sign of an empty source.
    source: countFiles(wanted) + (beside ? databasesOf(there).length : 0),
    add: items(false),
    change: items(true),
    remove: [],
    many: true,
  };
  const removals = comparison.unwanted.map((name): Removal => {
    const item = { name: showName(`${area.path}/${name}`), bytes: present.get(name)?.bytes ?? 0 };
    return { group: title, item, area, name, storeNames: area.database ? [name] : [] };
  });
  return { group, comparison, removals };
}

function databasesGroup(there: AreaEntries, here: AreaEntries): PlanGroup {
  const present = databasesOf(here).filter(({ entries }) => countFiles(entries) > 0).length;
  const source = databasesOf(there).length;
  return { title: databases, present, source, add: [], change: [], remove: [], many: false };
}

/** Databases that have files here and no folder on production. */
function droppedDatabases(there: AreaEntries, here: AreaEntries): readonly Removal[] {
  return databasesOf(here)
    .filter(({ area, entries }) => !there.has(area.path) && countFiles(entries) > 0)
    .map(({ area, entries }) => {
      const files = [...entries].filter(([, { kind }]) => kind !== 'folder');
      const item = { name: showName(area.path), note: `${files.length} files` };
      return { group: databases, item, area, name: '', storeNames: files.map(([name]) => name) };
    });
}

function databasesOf(areas: AreaEntries): readonly { readonly area: Area; readonly entries: Entries }[] {
  return [...areas.values()].filter(({ area }) => area.database);
}
