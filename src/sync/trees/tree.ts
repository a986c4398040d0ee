import { fail } from '../../failures.ts';
import { printable } from '../../machines/must.ts';

/** A file, folder or link. Names and targets have each byte as one character. */
export interface Entry {
  /** `other` are devices, sockets and pipes: never copied. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly bytes: number;
  /** Seconds since 1970, with a fraction. */
  readonly time: string;
  /** Permission bits. */
  readonly mode: number;
  readonly owner: string;
  readonly group: string;
  /** Where a link leads; empty for all else. */
  readonly target: string;
}

/** What a path holds on one machine. */
export interface Tree {
  readonly path: string;
  /** `incomplete`: something in it could not be read. Nothing may be concluded from what is absent. */
  readonly state: 'complete' | 'incomplete' | 'missing';
  /** The path itself; undefined when it is missing. */
  readonly root: Entry | undefined;
  /** All below it, by the name relative to the path. */
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A record of this kind ends each path; its size is 0, or the exit code of find, or 94 when there is no such path. */
const endKind = '.';
const missingCode = '94';
const fieldsPerRecord = 8;

/** Reads the answer to "tree" for the paths that were asked. Throws `answer` when it is not understood. */
export function parseTrees(paths: readonly string[], text: string): readonly Tree[] {
  const fields = text.split('\0');
  if (fields.pop() !== '' || fields.length % fieldsPerRecord !== 0)
    malformed('it is not made of whole records');
  const trees: Tree[] = [];
  let at = 0;
  for (const path of paths) {
    const entries = new Map<string, Entry>();
    let root: Entry | undefined;
    while (fields[at] !== endKind) {
      if (at >= fields.length) malformed('it ends too early');
      const entry = readEntry(fields, at);
      const name = fields[at + 7] ?? '';
      if (name === '') root = entry;
      else if (leaves.test(name)) malformed(`the name "${name}" does not stay in its folder`);
      else entries.set(name, entry);
      at += fieldsPerRecord;
    }
    trees.push(makeTree(path, { root, entries, code: fields[at + 1] ?? '' }));
    at += fieldsPerRecord;
  }
  return at === fields.length ? trees : malformed('it tells of more paths than were asked');
}

function readEntry(fields: readonly string[], at: number): Entry {
  const bytes = fields[at + 1] ?? '';
  const time = fields[at + 2] ?? '';
  const mode = fields[at + 3] ?? '';
  if (!isSize.test(bytes)) malformed(`"${bytes}" is no size`);
  if (!isTime.test(time) || !isMode.test(mode)) malformed(`"${time} ${mode}" is no time and mode`);
  return {
    kind: kinds.get(fields[at] ?? '') ?? 'other',
    bytes: Number(bytes),
    time,
    mode: parseInt(mode, 8),
    owner: fields[at + 4] ?? '',
    group: fields[at + 5] ?? '',
    target: fields[at + 6] ?? '',
  };
}

const isSize = /^\d{1,15}$/;
const isTime = /^-?\d{1,15}(\.\d{1,15})?$/;
const isMode = /^[0-7]{1,4}$/;

/** A name with an empty part, "." or "..": it could lead out of its folder. */
const leaves = /(?:^|\/)\.{0,2}(?:\/|$)/;

const kinds = new Map<string, Entry['kind']>([
  ['f', 'file'],
  ['d', 'folder'],
  ['l', 'link'],
]);

function makeTree(
  path: string,
  found: { readonly root: Entry | undefined; readonly entries: Tree['entries']; readonly code: string },
): Tree {
  const { root, entries, code } = found;
  if (code === missingCode) return { path, state: 'missing', root: undefined, entries: new Map() };
  return { path, state: code === '0' && root !== undefined ? 'complete' : 'incomplete', root, entries };
}

function malformed(why: string): never {
  fail('answer', {
    what: `a list of files is not understood: ${printable(why)}`,
    next: 'Run again; if it stays, look at the connection and at production.',
  });
}
