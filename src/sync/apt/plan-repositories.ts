import { readFile } from 'node:fs/promises';
import { firstOf } from '../../figures.ts';
import type { Session } from '../job.ts';
import type { PlanGroup, Problem } from '../plan.ts';
import type { Both } from './ask-facts.ts';
import { askRepositories } from './ask-facts.ts';
import { compareFiles } from './compare-files.ts';
import type { RepositoryFacts } from './facts.ts';
import { codenameOf } from './facts.ts';
import { fetchFiles } from './fetch-files.ts';
import { packageFiles } from './package-files.ts';
import type { Contents } from './repository-files.ts';
import { hasSources, isOuterKey, isTracked, namedKeys, otherRelease } from './repository-files.ts';

/** How apt's repositories would change. */
export interface RepositoryPlan {
  readonly group: PlanGroup;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  /** New content of files that are added or changed. */
  readonly write: Contents;
  readonly remove: readonly string[];
  /** All files as they would then be: what is tried before anything is replaced. */
  readonly result: Contents;
  /** The release of this machine. */
  readonly codename: string;
}

/** Compares the repositories of both machines; fetches what differs. Changes nothing. */
export async function planRepositories(
  session: Session,
  known?: Both<RepositoryFacts>,
): Promise<RepositoryPlan> {
  if (session.config.APT_SOURCES === 'keep') return leave([]);
  const facts = known ?? (await askRepositories(session));
  const there = facts.production.release;
  const here = facts.here.release;
  if (there === here && codenameOf(facts.here) !== '') return planChanges(session, facts);
  const what = `production runs ${there || 'an unknown release'}, this machine ${here || 'one too'}: left as they are`;
  return leave([{ item: 'repositories', what, next: 'Bring both machines to the same release.' }]);
}

async function planChanges(session: Session, facts: Both<RepositoryFacts>): Promise<RepositoryPlan> {
  const codename = codenameOf(facts.here);
  const { present, source, ...different } = compareFiles(session.config, facts);
  const owned = await packageFiles(session, [...different.write, ...different.remove]);
  const wanted = different.write.filter((path) => !owned.has(path));
  const fetched = await fetchFiles(session, wanted, facts.production.files);
  const barred = barOtherReleases(fetched, codename);
  const remove = different.remove.filter((path) => !owned.has(path));
  const own = await readAll(present.filter((path) => !remove.includes(path)));
  const changed = new Map([...fetched].filter(([path]) => !barred.has(path)));
  const keys = await planKeys(session, facts, new Map([...own, ...changed]));
  const write = new Map([...changed, ...keys.write]);
  const result = new Map([...own, ...write, ...keys.unchanged]);
  if (write.size + remove.length > 0 && !hasSources(result)) return leave([noSources]);
  const group = {
    ...groupOf(facts.here.files, write, remove),
    present: present.length,
    source: source.length,
  };
  return {
    ...{ group, write, remove, result, codename },
    problems: [...barred.values(), ...unreadable(session, facts)],
    notes: owned.size === 0 ? [] : [`left as packages of this machine have them: ${firstOf([...owned])}`],
  };
}

/** The keys outside of apt's folder that sources name: those to bring over, and those that are here as they should. */
async function planKeys(session: Session, { production, here }: Both<RepositoryFacts>, contents: Contents) {
  const named = [...namedKeys(contents)].filter((path) => isOuterKey(session.config, path));
  const there = named.filter((path) => production.files.has(path));
  const differing = there.filter((path) => production.files.get(path) !== here.files.get(path));
  const owned = await packageFiles(session, differing);
  const wanted = differing.filter((path) => !owned.has(path));
  const kept = named.filter((path) => here.files.has(path) && !wanted.includes(path));
  return { write: await fetchFiles(session, wanted, production.files), unchanged: await readAll(kept) };
}

async function readAll(paths: readonly string[]): Promise<Contents> {
  const read = async (path: string) => [path, await readFile(path)] as const;
  return new Map(await Promise.all(paths.map(read)));
}

function barOtherReleases(fetched: Contents, codename: string): ReadonlyMap<string, Problem> {
  const barred = new Map<string, Problem>();
  for (const [path, content] of fetched) {
    const suite = otherRelease(path, content, codename);
    if (suite === undefined) continue;
    const what = `names ${suite}, but this machine runs ${codename}: left as it is here`;
    barred.set(path, { item: path, what, next: 'Correct it on production, or take it over by hand.' });
  }
  return barred;
}

function unreadable({ config }: Session, { production }: Both<RepositoryFacts>): readonly Problem[] {
  const what = `${config.REMOTEODOO} may not read it on production: left as it is here`;
  const next = 'Make it readable there, or copy it by hand.';
  return production.unreadable
    .filter((path) => isTracked(config, path))
    .map((item) => ({ item, what, next }));
}

const noSources: Problem = {
  item: 'repositories',
  what: 'nothing would be left to install from: left as they are',
  next: 'See what production has in its sources.list and sources.list.d.',
};

function groupOf(here: ReadonlyMap<string, string>, write: Contents, remove: readonly string[]) {
  const paths = [...write].map(([name, content]) => ({ name, bytes: content.length }));
  return {
    title: 'repositories',
    add: paths.filter(({ name }) => !here.has(name)),
    change: paths.filter(({ name }) => here.has(name)),
    remove: remove.map((name) => ({ name })),
    // What is removed is held, and the result has passed apt-get update.
    many: true,
  };
}

/** A plan that changes nothing. */
function leave(problems: readonly Problem[]): RepositoryPlan {
  const group = { ...groupOf(new Map(), new Map(), []), present: 0, source: 0 };
  return { group, problems, notes: [], write: new Map(), remove: [], result: new Map(), codename: '' };
}
