import type { Config } from '../../config/keys.ts';
import { matchesAny } from '../../config/name-patterns.ts';
import { firstOf } from '../../figures.ts';
import { printable } from '../../machines/must.ts';
import type { Problem } from '../plan.ts';
import type { Module, PipFacts } from './facts.ts';
import { minorOf } from './facts.ts';
import { isModuleName, isModuleVersion, isSameVersion, normalizeName } from './names.ts';

/** A module that is to come over in production's version. */
export interface Wanted {
  /** Normalized. */
  readonly name: string;
  readonly version: string;
  /** What is here now, when it is here in another version. */
  readonly here: Module | undefined;
  /** Whether it is here in this very version, but of a run that was killed: it may be half there. */
  readonly unfinished: boolean;
}

/** How the modules of two machines differ, as far as pip brought them. */
export interface PipDrift {
  readonly wanted: readonly Wanted[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** What is compared. */
export interface Compared {
  readonly production: PipFacts;
  readonly here: PipFacts;
  /** Normalized names of what a killed run was installing. */
  readonly pending: ReadonlySet<string>;
}

/** Compares what pip installed on production, and only that, with what is here. */
export function compareModules(config: Config, { production, here, pending }: Compared): PipDrift {
  const wanted: Wanted[] = [];
  const problems: Problem[] = [];
  for (const module of production.modules.values()) {
    if (module.origin === 'system' || isExcluded(config, module)) continue;
    const name = normalizeName(module.name);
    const own = here.modules.get(name);
    const isSame = own !== undefined && isSameVersion(own.version, module.version);
    const unfinished = isSame && pending.has(name);
    if (isSame && !unfinished) continue;
    const problem = obstacle(module, own);
    if (problem === undefined) wanted.push({ name, version: module.version, here: own, unfinished });
    else problems.push(problem);
  }
  return {
    wanted,
    problems,
    notes: [...pythonNote(production, here), ...onlyHere(config, production, here)],
  };
}

/** Why a module cannot be had by its version. */
function obstacle(module: Module, own: Module | undefined): Problem | undefined {
  const { name: item, version, origin } = module;
  if (!isModuleName(item) || !isModuleVersion(version)) {
    return { item: printable(item), what: 'is no name or version of a module: left out' };
  }
  const from = { direct: 'a direct address', editable: 'a checkout' };
  if (origin === 'direct' || origin === 'editable') {
    const what = `production has ${version} from ${from[origin]}, not from an index`;
    return { item, what, next: 'Bring it over by hand in the same way.' };
  }
  if (own?.origin === 'direct' || own?.origin === 'editable') {
    const what = `is ${own.version} from ${from[own.origin]} here, ${version} from an index on production`;
    return { item, what, next: 'Decide which is meant, and uninstall the other.' };
  }
  return undefined;
}

function isExcluded(config: Config, { name }: Module): boolean {
  return matchesAny(name, config.PIP_EXCLUDE) || matchesAny(normalizeName(name), config.PIP_EXCLUDE);
}

function pythonNote(production: PipFacts, here: PipFacts): readonly string[] {
  if (minorOf(production) === minorOf(here)) return [];
  return [
    `production has Python ${production.python}, this machine ${here.python}: some modules may not fit`,
  ];
}

function onlyHere(config: Config, production: PipFacts, here: PipFacts): readonly string[] {
  const mine = [...here.modules].filter(
    ([, module]) => module.origin === 'pip' && !isExcluded(config, module),
  );
  const absent = mine.filter(([name]) => !production.modules.has(name));
  const shadowing = mine.filter(([name]) => production.modules.get(name)?.origin === 'system');
  return [
    ...list('only on this machine', absent),
    ...list('by pip here, but by a package on production', shadowing),
  ];
}

function list(what: string, modules: readonly (readonly [string, Module])[]): readonly string[] {
  const names = modules.map(([, { name, version }]) => `${name} ${version}`);
  return names.length === 0 ? [] : [`${what}: ${firstOf(names)}`];
}
