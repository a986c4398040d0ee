import { nameOf, showName } from '../../files/names.ts';
import type { Session } from '../job.ts';
import type { Item, PlanGroup, Problem } from '../plan.ts';
import type { Comparing } from '../trees/differences.ts';
import { differences } from '../trees/differences.ts';
import { localTrees, productionTrees } from '../trees/read-trees.ts';
import type { Entry, Tree } from '../trees/tree.ts';
import { readBroughtFiles } from './brought-files.ts';
import type { Change, Target } from './change.ts';
import { whyProtected } from './protected.ts';

/** What becomes of some files and folders of the system. */
export interface FilesPlan {
  readonly groups: readonly PlanGroup[];
  readonly changes: readonly Change[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** Compares files and folders with production's. Paths that lie in several targets belong to the first. */
export async function planFiles(session: Session, targets: readonly Target[]): Promise<FilesPlan> {
  if (targets.length === 0) return { groups: [], changes: [], problems: [], notes: [] };
  const paths = targets.map(({ path }) => path);
  const production = await session.production();
  const [sources, copies, brought] = await Promise.all([
    productionTrees(production, paths),
    localTrees(session.context, session.config, paths),
    readBroughtFiles(session.context, session.config),
  ]);
  const seen = new Set<string>();
  const plans = targets.map((target, index): FilesPlan => {
    const trees = { source: sources[index], here: copies[index] };
    const plan = planTarget(session, target, { ...trees, brought, seen });
    plan.changes.forEach(({ path }) => seen.add(path));
    return plan;
  });
  return {
    groups: joinGroups(plans.flatMap((plan) => plan.groups)),
    changes: plans.flatMap((plan) => plan.changes),
    problems: plans.flatMap((plan) => plan.problems),
    notes: plans.flatMap((plan) => plan.notes),
  };
}

interface Both {
  readonly source: Tree | undefined;
  readonly here: Tree | undefined;
  readonly brought: ReadonlySet<string>;
  readonly seen: ReadonlySet<string>;
}

function planTarget({ config }: Session, target: Target, { source, here, brought, seen }: Both): FilesPlan {
  const none: FilesPlan = { groups: [], changes: [], problems: [], notes: [] };
  if (source?.state !== 'complete' || here === undefined)
    return { ...none, problems: [unread(target, source)] };
  const wanted = entriesOf(source);
  const present = entriesOf(here);
  const isBarred = (path: string) => target.removes === 'brought' && whyProtected(config, path) !== undefined;
  const barred = [...wanted.keys()].filter(isBarred);
  const comparing: Comparing = {
    ignored: (path) => seen.has(path) || isBarred(path),
    modeMask: { file: 0o777, folder: 0o777 },
    owner: undefined,
  };
  const found = differences(wanted, present, comparing);
  const gone = found.removed.filter((path) => target.removes === 'all' || brought.has(path));
  const change =
    (is: Change['is']) =>
    (path: string): Change => {
      return { path, is, source: wanted.get(path), present: present.get(path) };
    };
  const changes = [
    ...found.added.map(change('new')),
    ...found.changed.map(change('changed')),
    ...gone.map(change('gone')),
  ];
  const count = (entries: ReadonlyMap<string, Entry>) =>
    [...entries.values()].filter((entry) => entry.kind !== 'folder').length;
  const group = { title: target.title, present: count(present), source: count(wanted), many: true };
  const notes = barred.map((path) => `${showName(path)} was left out: ${whyProtected(config, path)}`);
  return { ...none, changes, groups: [{ ...group, ...items(changes) }], notes };
}

/** A tree by absolute paths, each byte as one character. */
export function entriesOf({ path, root, entries }: Tree): ReadonlyMap<string, Entry> {
  const base = nameOf(path);
  const all = new Map<string, Entry>();
  if (root !== undefined) all.set(base, root);
  for (const [name, entry] of entries) all.set(`${base}/${name}`, entry);
  return all;
}

function items(changes: readonly Change[]): Pick<PlanGroup, 'add' | 'change' | 'remove'> {
  const of = (is: Change['is']) => changes.filter((change) => change.is === is).map(item);
  return { add: of('new'), change: of('changed'), remove: of('gone') };
}

function item({ path, source }: Change): Item {
  const name = showName(path);
  if (source?.kind === 'file') return { name, bytes: source.bytes };
  if (source?.kind === 'link') return { name, note: `→ ${showName(source.target)}` };
  return { name };
}

function unread({ path }: Target, source: Tree | undefined): Problem {
  const missing = source?.state === 'missing';
  const what = missing ? 'is not on production' : 'cannot be read completely on production';
  const next = missing
    ? 'Take it out of CONF_FILES, or bring it back there.'
    : 'Let REMOTEODOO read it there, or take it out of CONF_FILES.';
  return { item: path, what: `${what}: left as it is`, next };
}

/** Groups of one title count together: nginx's two folders of sites are one thing. */
function joinGroups(groups: readonly PlanGroup[]): readonly PlanGroup[] {
  const joined = new Map<string, PlanGroup>();
  for (const group of groups) {
    const earlier = joined.get(group.title);
    joined.set(group.title, earlier === undefined ? group : join(earlier, group));
  }
  return [...joined.values()];
}

function join(a: PlanGroup, b: PlanGroup): PlanGroup {
  return {
    ...a,
    present: a.present + b.present,
    source: a.source + b.source,
    add: [...a.add, ...b.add],
    change: [...a.change, ...b.change],
    remove: [...a.remove, ...b.remove],
  };
}
