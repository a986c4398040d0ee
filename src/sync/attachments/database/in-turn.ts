import type { Missing } from '../compare.ts';
import type { FilestoreState } from './state.ts';

/** What is to be fetched, in turn, and how many files production has lost. */
export interface InTurn {
  readonly due: readonly Missing[];
  readonly lost: number;
}

/**
 * Those that production has lost are asked for again with each full look; the others by what is missing longest, and
 * folder by folder within that, as the files lie on production's disk.
 */
export function inTurn(found: readonly Missing[], { absent }: FilestoreState, full: boolean): InTurn {
  const known = new Map(absent.map((each) => [each.path, each]));
  const of = ({ area, name }: Missing) => known.get(`${area.path}/${name}`);
  const due = full ? found : found.filter((missing) => of(missing)?.confirmed !== true);
  const byFolder = [...Map.groupBy(due, folderOf).values()].flat();
  const since = (missing: Missing) => of(missing)?.since ?? '~';
  const sorted = known.size === 0 ? byFolder : byFolder.toSorted((a, b) => inOrder(since(a), since(b)));
  return { due: sorted, lost: absent.filter(({ confirmed }) => confirmed).length };
}

function folderOf({ area, name }: Missing): string {
  return `${area.path}/${name.slice(0, name.lastIndexOf('/') + 1)}`;
}

function inOrder(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
