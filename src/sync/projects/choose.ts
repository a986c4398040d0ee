import { showName } from '../../files/names.ts';
import type { Problem } from '../plan.ts';
import type { Standing } from './local-projects.ts';
import type { ProductionProjects } from './production-projects.ts';

/** What is known of both machines before a single project is looked into. */
export interface Known {
  readonly there: ProductionProjects;
  readonly here: ReadonlyMap<string, Standing>;
  /** Names that a package of this machine owns, with the package. */
  readonly owned: ReadonlyMap<string, string>;
  /** Names that this tool brought before. */
  readonly brought: ReadonlySet<string>;
}

/** Which projects are ours to bring, and which to take away. */
export interface Choice {
  /** Those of production that are kept in step here, sorted. */
  readonly keep: readonly string[];
  /** Those among them that stood here before this tool brought anything of that name. */
  readonly takenOver: readonly string[];
  /** Those that this tool brought and production no longer has. */
  readonly remove: readonly string[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** A name that can stand in a question to production and in an addons_path. */
const usable = /^[A-Za-z0-9][A-Za-z0-9._+@:=-]*$/;

/** Decides which projects are brought and which are taken away. What is a stranger here is left alone. */
export function chooseProjects(known: Known): Choice {
  const { there, here, owned, brought } = known;
  const problems = there.projects
    .map((name) => obstacle(name, here.get(name)))
    .filter((found) => found !== undefined);
  const keep = there.projects.filter(
    (name) => usable.test(name) && !owned.has(name) && (here.get(name) ?? 'folder') === 'folder',
  );
  const remove = [...brought].filter(
    (name) => here.get(name) === 'folder' && !owned.has(name) && !there.folders.has(name),
  );
  return {
    keep,
    takenOver: keep.filter((name) => here.has(name) && !brought.has(name)),
    remove: remove.sort(),
    problems,
    notes: tellStrangers(known),
  };
}

function obstacle(name: string, standing: Standing | undefined): Problem | undefined {
  const item = showName(name);
  if (!usable.test(name)) {
    const next = 'Rename it on production, or name it in PROJECT_EXCLUDE.';
    return { item, what: 'a project cannot have this name (letters, digits and . _ + @ : = -)', next };
  }
  if (standing === undefined || standing === 'folder') return undefined;
  const what = `is ${standing === 'link' ? 'a link' : 'no folder'} on this machine and was left alone`;
  return { item, what, next: 'Move it away, or name it in PROJECT_EXCLUDE.' };
}

function tellStrangers({ there, here, owned, brought }: Known): readonly string[] {
  const ofPackages = there.projects.filter((name) => owned.has(name));
  const strangers = [...here.keys()].filter(
    (name) => !there.folders.has(name) && !brought.has(name) && !owned.has(name),
  );
  const noProjects = there.others.filter((name) => !owned.has(name));
  return [
    ...ofPackages.map(
      (name) => `${showName(name)} belongs to the package ${owned.get(name)} here: left to apt`,
    ),
    ...tell('left alone, not brought by this tool and not on production', strangers),
    ...tell('no project on production (no addons, in no addons_path)', noProjects),
  ];
}

function tell(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${[...names].sort().map(showName).join(', ')}`];
}
