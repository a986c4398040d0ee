import { join } from 'node:path';
import { counted, formatBytes } from '../../figures.ts';
import { findOwner } from '../../odoo/owner.ts';
import type { Session } from '../job.ts';
import type { Item, Plan, PlanGroup, Problem } from '../plan.ts';
import { countDifferences } from '../trees/differences.ts';
import { localTrees, productionTrees } from '../trees/read-trees.ts';
import type { Tree } from '../trees/tree.ts';
import { readBrought } from './brought.ts';
import type { Choice, Known } from './choose.ts';
import { chooseProjects } from './choose.ts';
import { compareProject } from './compare.ts';
import { localProjects, packageOwned } from './local-projects.ts';
import { productionAddonsPath } from './production-addons-path.ts';
import { productionProjects } from './production-projects.ts';

/** A project that is to be brought. */
export interface ProjectWork {
  readonly name: string;
  readonly is: 'new' | 'changed';
  /** What production listed: the copy must come out as this. */
  readonly source: Tree;
  readonly files: number;
  readonly bytes: number;
}

/** What a run of the projects' job would do. */
export interface ProjectsPlan extends Plan {
  /** After apply only what it did, so that the figures are true. */
  groups: readonly PlanGroup[];
  readonly work: readonly ProjectWork[];
  readonly takenOver: readonly string[];
  readonly remove: readonly string[];
  /** Filled by apply: the projects that were switched in, for verify to look at. */
  readonly done: Set<ProjectWork>;
}

/** Looks at both machines. Throws what stands in the way of all projects. */
export async function planProjects(session: Session): Promise<ProjectsPlan> {
  const { context, config } = session;
  // rsync gives the files to them by name.
  await findOwner(context, config);
  const production = await session.production();
  const there = await productionProjects(production, config, () => productionAddonsPath(session));
  const here = await localProjects(config);
  const owned = await packageOwned(context, config, [...here.keys()]);
  const known: Known = { there, here, owned, brought: await readBrought(context, config) };
  const choice = await confirmGone(session, chooseProjects(known));
  const compared = await compareAll(session, known, choice.keep);
  const work = compared.filter((one) => 'name' in one);
  const problems = [...choice.problems, ...compared.filter((one) => 'item' in one)];
  return {
    groups: [{ title: 'projects', ...countHere(known, choice), ...items(work, choice), many: false }],
    problems,
    notes: tellTakenOver(choice.takenOver).concat(choice.notes, there.notes),
    target: config.PROJECT_DIR,
    work,
    takenOver: choice.takenOver,
    remove: choice.remove,
    done: new Set(),
  };
}

/** Each project that would be taken away is asked for by name: absence from a list is not enough. */
async function confirmGone({ config, production }: Session, choice: Choice): Promise<Choice> {
  const paths = choice.remove.map((name) => join(config.PROJECT_DIR, name));
  const trees = await productionTrees(await production(), paths);
  return { ...choice, remove: choice.remove.filter((_, index) => trees[index]?.state === 'missing') };
}

async function compareAll(
  session: Session,
  { here }: Known,
  names: readonly string[],
): Promise<readonly (ProjectWork | Problem)[]> {
  const { context, config } = session;
  const production = await session.production();
  const pathFor = (name: string) => join(config.PROJECT_DIR, name);
  const present = names.filter((name) => here.has(name));
  const [sources, copies] = await Promise.all([
    productionTrees(production, names.map(pathFor)),
    localTrees(context, config, present.map(pathFor)),
  ]);
  const copyOf = new Map(copies.map((tree) => [tree.path, tree]));
  return sources.flatMap((source, index) => {
    const work = compareOne(session, { name: names[index] ?? '', source, here: copyOf.get(source.path) });
    return work === undefined ? [] : [work];
  });
}

function compareOne(
  { context, config }: Session,
  { name, source, here }: { readonly name: string; readonly source: Tree; readonly here: Tree | undefined },
): ProjectWork | Problem | undefined {
  if (source.state !== 'complete') {
    const what = 'cannot be read completely on production: left as it is';
    const next = `See that ${config.REMOTEODOO} may read all of ${source.path} there, then run again.`;
    return { item: name, what, next };
  }
  const found = compareProject(context, config, { source, here });
  const files = countDifferences(found);
  if (files === 0) return undefined;
  if (source.entries.has('.git/index.lock')) {
    const next = 'Run again when it has ended; remove .git/index.lock there when nothing runs.';
    return { item: name, what: 'git is at work in it on production: left as it is', next };
  }
  return { name, source, is: here === undefined ? 'new' : 'changed', files, bytes: found.bytes };
}

function items(work: readonly ProjectWork[], { remove }: Choice) {
  const item = ({ name, files, bytes }: ProjectWork): Item => {
    return { name, bytes, note: `${counted(files, 'file')}, ${formatBytes(bytes)}` };
  };
  return {
    add: work.filter(({ is }) => is === 'new').map(item),
    change: work.filter(({ is }) => is === 'changed').map(item),
    remove: remove.map((name): Item => ({ name, note: 'gone on production' })),
  };
}

/** Where production shows no project at all, everything that stands here counts: the guard then refuses. */
function countHere({ here, there, owned }: Known, { keep, remove }: Choice) {
  const source = there.projects.length;
  const ours = keep.filter((name) => here.has(name)).length + remove.length;
  const all = [...here].filter(([name, standing]) => standing === 'folder' && !owned.has(name)).length;
  return { source, present: source === 0 ? all : ours };
}

function tellTakenOver(names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`taken over, because they stood here already: ${names.join(', ')}`];
}
