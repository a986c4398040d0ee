import type { Config } from '../../config/keys.ts';
import { matchesAny } from '../../config/name-patterns.ts';
import { firstOf } from '../../figures.ts';
import type { AptFacts, Installed } from './facts.ts';

/** A package that production has on purpose and this machine has not. */
export interface Missing extends Installed {
  /** Whether production has it from a single downloaded .deb. */
  readonly single: boolean;
}

/** How the packages of two machines differ. */
export interface Drift {
  readonly missing: readonly Missing[];
  /** Missing, but APT_EXCLUDE leaves them to this machine. */
  readonly excluded: readonly string[];
  readonly otherVersion: readonly { readonly name: string; readonly here: string; readonly there: string }[];
  /** Installed on purpose here and not at all on production. */
  readonly onlyHere: readonly string[];
  readonly heldThere: readonly string[];
}

/** Compares what production has installed on purpose with what is installed here. */
export function comparePackages(config: Config, production: AptFacts, here: AptFacts): Drift {
  const wanted = production.manual
    .map((name) => production.installed.get(name))
    .filter((found) => found !== undefined);
  const absent = wanted.filter(({ name }) => !here.installed.has(name));
  const isExcluded = ({ name }: Installed) => matchesAny(plainName(name), config.APT_EXCLUDE);
  const missing = absent.filter((found) => !isExcluded(found));
  const otherVersion = wanted.flatMap(({ name, version }) => {
    const own = here.installed.get(name);
    return own === undefined || own.version === version ? [] : [{ name, here: own.version, there: version }];
  });
  return {
    missing: missing.map((found) => ({ ...found, single: production.single.has(found.name) })),
    excluded: absent.filter(isExcluded).map(({ name }) => name),
    otherVersion,
    onlyHere: here.manual.filter((name) => !production.installed.has(name)),
    heldThere: production.held.filter((name) => !here.held.includes(name)),
  };
}

/** The differences that are told and left as they are. */
export function driftNotes(drift: Drift): readonly string[] {
  const versions = drift.otherVersion.map(({ name, here, there }) => `${name} ${here} (production ${there})`);
  return [
    ...told('not installed because of APT_EXCLUDE', drift.excluded),
    ...told('other version here', versions),
    ...told('only on this machine', drift.onlyHere),
    ...told('held at their version on production', drift.heldThere),
  ];
}

function told(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${firstOf(names)}`];
}

/** The name without its architecture. */
export function plainName(name: string): string {
  return name.split(':')[0] ?? name;
}
