import type { Entry } from './tree.ts';

/** The names that differ between a source and a copy. */
export interface Differences {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Size of the files that are added or changed. */
  readonly bytes: number;
}

/** How two trees are compared. */
export interface Comparing {
  /** Names that are nobody's business: neither brought nor taken away. */
  readonly ignored: (name: string) => boolean;
  /** The permission bits that count, for files and for folders. */
  readonly modeMask: { readonly file: number; readonly folder: number };
  /** Who must own all that is here, by name; undefined when that does not count. */
  readonly owner: { readonly user: string; readonly group: string } | undefined;
}

type Entries = ReadonlyMap<string, Entry>;

/** Compares what a source has with what is here: kind, mode, and size and time of files, target of links. */
export function differences(source: Entries, here: Entries, comparing: Comparing): Differences {
  const added: string[] = [];
  const changed: string[] = [];
  let bytes = 0;
  for (const [name, entry] of source) {
    const present = here.get(name);
    if (present !== undefined && sameEntry(entry, present, comparing)) continue;
    if (entry.kind === 'other' || comparing.ignored(name)) continue;
    (present === undefined ? added : changed).push(name);
    bytes += fileBytes(entry);
  }
  const removed: string[] = [];
  for (const name of here.keys()) {
    const stays = source.get(name)?.kind ?? 'other';
    if (stays === 'other' && !comparing.ignored(name)) removed.push(name);
  }
  return { added, changed, removed, bytes };
}

/** How many names differ. */
export function countDifferences({ added, changed, removed }: Differences): number {
  return added.length + changed.length + removed.length;
}

/** Whether what is here is as the source has it, as far as can be told without reading it. */
export function sameEntry(a: Entry, b: Entry, { modeMask, owner }: Omit<Comparing, 'ignored'>): boolean {
  if (a.kind !== b.kind) return false;
  if (owner !== undefined && (b.owner !== owner.user || b.group !== owner.group)) return false;
  if (a.kind === 'link') return a.target === b.target;
  if (a.kind === 'folder') return ((a.mode ^ b.mode) & modeMask.folder) === 0;
  if (((a.mode ^ b.mode) & modeMask.file) !== 0) return false;
  return a.bytes === b.bytes && sameTime(a.time, b.time);
}

/** What setting a time through a floating-point number may cost. */
const toleranceNs = 2_000n;

/** Fractions count where both machines keep them: a rewrite within the same second is then seen. */
function sameTime(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [toNanoseconds(a), toNanoseconds(b)];
  if (one.whole || other.whole) return one.seconds === other.seconds;
  const apart = one.ns - other.ns;
  return apart <= toleranceNs && apart >= -toleranceNs;
}

function toNanoseconds(time: string) {
  const [seconds = '', fraction = ''] = time.split('.');
  const ns = BigInt(seconds) * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return { seconds, ns, whole: /^0*$/.test(fraction) };
}

function fileBytes(entry: Entry): number {
  return entry.kind === 'file' ? entry.bytes : 0;
}
