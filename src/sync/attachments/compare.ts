import { foldersOf, showName } from '../../files/names.ts';
import type { Entries, Entry } from '../../files/walk.ts';
import type { Problem } from '../plan.ts';
import type { Area } from './areas.ts';
import { sha1OfName } from './store-name.ts';

/** Something that is wanted and is not, or not so, here. */
export interface Missing {
  readonly area: Area;
  /** Below the area, each byte as one character. */
  readonly name: string;
  readonly wanted: Entry;
  /** What its content must hash to; undefined when its name does not tell. */
  readonly sha1: string | undefined;
  /** Whether something else has its name here. */
  readonly replaces: boolean;
}

/** What is to be done so that an area has what is wanted. */
export interface Comparison {
  readonly area: Area;
  readonly missing: readonly Missing[];
  /** Names that are here and not wanted. */
  readonly unwanted: readonly string[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** Compares what is wanted with what is here. */
export function compareArea(area: Area, wanted: Entries, here: Entries): Comparison {
  const missing: Missing[] = [];
  const problems: Problem[] = [];
  let special = 0;
  for (const [name, entry] of wanted) {
    if (entry.kind === 'folder') continue;
    const present = here.get(name);
    const sha1 = area.database && entry.kind === 'file' ? sha1OfName(name) : undefined;
    if (entry.kind === 'other') special += 1;
    else if (present !== undefined && isSame(entry, present, sha1)) continue;
    else {
      const problem = obstacle(area, name, { entry, here });
      if (problem !== undefined) problems.push(problem);
      else missing.push({ area, name, wanted: entry, sha1, replaces: present !== undefined });
    }
  }
  const isUnwanted = ([name, entry]: readonly [string, Entry]) => {
    if (entry.kind === 'folder') return false;
    const kind = wanted.get(name)?.kind;
    return kind === undefined || kind === 'folder' || kind === 'other';
  };
  const unwanted = [...here].filter(isUnwanted).map(([name]) => name);
  const notes =
    special === 0 ? [] : [`${showName(area.path)}: ${special} special files of production are not copied`];
  return { area, missing, unwanted, problems, notes };
}

/** Whether a file here is what is wanted, as far as can be told without reading it. */
function isSame(wanted: Entry, here: Entry, sha1: string | undefined): boolean {
  if (wanted.kind !== here.kind) return false;
  if (wanted.kind === 'link') return wanted.target === here.target;
  return wanted.bytes === here.bytes && (sha1 !== undefined || wanted.time === here.time);
}

/** Why something wanted cannot be put in its place. */
export function obstacle(
  area: Area,
  name: string,
  { entry, here }: { readonly entry: Entry; readonly here: Entries },
): Problem | undefined {
  const item = showName(`${area.path}/${name}`);
  if (entry.kind === 'link' && !leadsInside(name, entry.target)) {
    const what = `is a link that leads out of ${showName(area.path)} on production (to ${showName(entry.target)})`;
    return { item, what, next: 'Put the file itself there, or bring it over by hand.' };
  }
  const inTheWay = [...foldersOf(name), name].find((each) => {
    const kind = here.get(each)?.kind;
    return each === name ? kind === 'folder' : kind !== undefined && kind !== 'folder';
  });
  if (inTheWay === undefined) return undefined;
  const what = `${showName(inTheWay)} stands in its way here`;
  return {
    item,
    what,
    next: 'Run again: what production no longer has is out of the way then. If it stays, move it away.',
  };
}

/** Whether a relative link stays in its area. */
function leadsInside(name: string, target: string): boolean {
  if (target.startsWith('/')) return false;
  const place = name.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') place.push(part);
    else if (place.pop() === undefined) return false;
  }
  return true;
}
