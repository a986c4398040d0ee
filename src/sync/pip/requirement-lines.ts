import type { Problem } from '../plan.ts';
import type { Wanted } from './compare.ts';
import { isSameVersion } from './names.ts';
import type { Requirements } from './requirements.ts';

/** What pip is told for a module: lines of a requirements file; or why it may not be installed. */
export type RequirementLines =
  | { readonly wanted: Wanted; readonly lines: readonly string[] }
  | { readonly wanted: Wanted; readonly problem: Problem };

/** Holds a module in production's version against the site's requirements. Never a name without a version. */
export function requirementLines(wanted: Wanted, site: Requirements): RequirementLines {
  const { name, version } = wanted;
  const bare = { wanted, lines: [`${name}==${version}`] };
  const named = site.entries.filter((entry) => entry.name === name);
  const pinned = named.filter((entry) => entry.version !== undefined);
  const fitting = pinned.filter((entry) => isSameVersion(entry.version ?? '', version));
  if (fitting.length > 0) return { wanted, lines: fitting.map(({ line }) => line) };
  if (pinned.length > 0) {
    const what = `production has ${version}, PIP_REQUIREMENTS holds it to ${pinned[0]?.version ?? ''}`;
    return { wanted, problem: { item: name, what, next: 'Bring the file and production in step.' } };
  }
  if (!site.hashed) return bare;
  const what = `production has ${version}, for which PIP_REQUIREMENTS has no hash`;
  return { wanted, problem: { item: name, what, next: 'Add it to the file with its hashes.' } };
}
