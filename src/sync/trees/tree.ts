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
const missingCode = 94;
const fieldsPerRecord = 8;

/** Reads the answer to "tree" for the paths that were asked. Throws `answer` when it is not understood. */
export function parseTrees(paths: readonly string[], text: string): readonly Tree[] {
  const fields = text.split('\0');
  if (fields.pop() !== '' || fields.length % fieldsPerRecord !== 0)
    malformed('it is not made of whole records');
  const trees: Tree[] = [];
  let records: Row[] = [];
  for (let at = 0; at < fields.length; at += fieldsPerRecord) {
    const row = readRow(fields.slice(at, at + fieldsPerRecord));
    if (row.kind !== endKind) {
      records.push(row);
      continue;
    }
    trees.push(
      makeTree(paths[trees.length] ?? malformed('it tells of more paths than were asked'), records, row),
    );
    records = [];
  }
  if (records.length > 0 || trees.length !== paths.length) malformed('it ends too early');
  return trees;
}

interface Row extends Omit<Entry, 'kind'> {
  readonly kind: string;
  readonly name: string;
}

function readRow(fields: readonly string[]): Row {
  const [kind = '', size = '', time = '', mode = '', owner = '', group = '', target = '', name = ''] = fields;
  if (!/^\d{1,15}$/.test(size)) malformed(`"${size}" is no size`);
  if (kind !== endKind && !(/^-?\d+(\.\d+)?$/.test(time) && /^[0-7]{1,4}$/.test(mode))) {
    malformed(`"${time} ${mode}" is no time and mode`);
  }
  return { kind, bytes: Number(size), time, mode: parseInt(mode, 8), owner, group, target, name };
}

function makeTree(path: string, rows: readonly Row[], end: Row): Tree {
  const entries = new Map<string, Entry>();
  let root: Entry | undefined;
  for (const { name, ...row } of rows) {
    const entry: Entry = { ...row, kind: kinds.get(row.kind) ?? 'other' };
    if (name === '') root = entry;
    else entries.set(checkName(name), entry);
  }
  if (end.bytes === missingCode) return { path, state: 'missing', root: undefined, entries };
  return { path, state: end.bytes === 0 && root !== undefined ? 'complete' : 'incomplete', root, entries };
}

const kinds = new Map<string, Entry['kind']>([
  ['f', 'file'],
  ['d', 'folder'],
  ['l', 'link'],
]);

/** A name that stays below its folder, whatever the other machine says. */
function checkName(name: string): string {
  const fine = name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  return fine ? name : malformed(`the name "${name}" does not stay in its folder`);
}

function malformed(why: string): never {
  fail('answer', {
    what: `a list of files is not understood: ${printable(why)}`,
    next: 'Run again; if it stays, look at the connection and at production.',
  });
}
