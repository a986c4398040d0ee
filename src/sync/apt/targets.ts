import type { Problem } from '../plan.ts';
import type { AptFacts } from './facts.ts';
import type { Missing } from './compare.ts';
import type { Deb } from './debs.ts';
import type { Available } from './policy.ts';

/** A package to install: what apt-get is told, and which version is to be there afterwards. */
export interface Target {
  readonly name: string;
  readonly version: string;
  /** `name=version`, or the path of a .deb. */
  readonly argument: string;
}

/** Where the missing packages would come from. */
export interface Supply {
  readonly here: Pick<AptFacts, 'architecture' | 'foreign'>;
  readonly available: ReadonlyMap<string, Available>;
  readonly debs: readonly Deb[];
  /** The folder of the .deb files, for messages. */
  readonly debFolder: string;
}

/** What to install for a missing package: production's version, a .deb of it, the candidate; or why nothing. */
export function chooseTarget(missing: Missing, supply: Supply): Choice {
  const { name, version, architecture } = missing;
  const { foreign } = supply.here;
  if (name.includes(':') && !foreign.includes(architecture)) {
    const next = `dpkg --add-architecture ${architecture}, when it is meant to be here too.`;
    return { problem: { item: name, what: `is of the architecture ${architecture}, unknown here`, next } };
  }
  const found = supply.available.get(name);
  if (found?.versions.includes(version) === true) return { target: target(name, version) };
  const deb = supply.debs.find((each) => isOf(each, missing));
  if (deb !== undefined) return { target: { name, version, argument: deb.path } };
  const other = found?.candidate;
  if (other !== undefined) {
    const note = `${name}: ${other} instead of production's ${version}, which no repository has any more`;
    return { target: target(name, other), note };
  }
  return { problem: notToBeHad(missing, supply.debFolder) };
}

/** What `chooseTarget` found. */
export type Choice =
  | { readonly target: Target; readonly note?: string }
  | { readonly problem: Problem; readonly target?: never };

function target(name: string, version: string): Target {
  return { name, version, argument: `${name}=${version}` };
}

function isOf(deb: Deb, { name, version, architecture }: Missing): boolean {
  const plain = name.split(':')[0];
  return deb.name === plain && deb.version === version && deb.architecture === architecture;
}

function notToBeHad({ name, version, single }: Missing, folder: string): Problem {
  const where = single ? 'any repository, on production neither' : 'the repositories here';
  const what = `not in ${where}; production has version ${version}`;
  return { item: name, what, next: `Put its .deb into ${folder} (APT_DEB_DIR) and run again.` };
}
