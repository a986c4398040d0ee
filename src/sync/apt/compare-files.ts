import type { Config } from '../../config/keys.ts';
import type { Both } from './ask-facts.ts';
import type { RepositoryFacts } from './facts.ts';
import { isTracked } from './repository-files.ts';

/** How the files of the repositories differ, by path. */
export interface FileDifferences {
  /** How many of them are here, and on production. */
  readonly present: readonly string[];
  readonly source: readonly string[];
  /** New on production, or different there. */
  readonly write: readonly string[];
  /** Not on production any more. */
  readonly remove: readonly string[];
}

/** Compares the files that say where packages come from, by their sums. */
export function compareFiles(config: Config, { production, here }: Both<RepositoryFacts>): FileDifferences {
  const present = [...here.files.keys()].filter((path) => isTracked(config, path));
  const source = [...production.files.keys()].filter((path) => isTracked(config, path));
  // One that production has, but does not let us read, is not gone.
  const hidden = new Set([...production.unreadable, ...production.links]);
  return {
    present,
    source,
    write: source.filter((path) => here.files.get(path) !== production.files.get(path)),
    remove: present.filter((path) => !production.files.has(path) && !hidden.has(path)),
  };
}
