import { closeSync, constants, openSync } from 'node:fs';
import { errorCode } from '../../../files/durable-files.ts';
import { foldersOf, nameOf, pathOf, showName } from '../../../files/names.ts';
import type { Entry } from '../../../files/walk.ts';
import { readEntry } from '../../../files/walk.ts';
import type { AttachmentRow } from '../../../odoo/read-attachment-rows.ts';
import type { Session } from '../../job.ts';
import type { Problem } from '../../plan.ts';
import { sha1Of } from '../arrival.ts';
import type { Missing } from '../compare.ts';
import { obstacle } from '../compare.ts';
import { sha1OfName } from '../store-name.ts';
import type { Looked } from './look.ts';
import { areaOf } from './orphans.ts';

/** What is to be fetched for a database. */
export interface DatabaseMissing {
  readonly missing: readonly Missing[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** What the findings mean: files to fetch, and names that no file can stand for. */
export async function missingOf(
  session: Session,
  dataFolder: string,
  looked: Extract<Looked, { kind: 'odoo' }>,
): Promise<DatabaseMissing> {
  const { findings } = looked;
  const area = areaOf(nameOf(looked.name));
  const missing: Missing[] = [];
  const problems: Problem[] = [];
  const notes = tellForeign(showName(nameOf(looked.name)), findings);
  const inTheWay = lookForObstacles(dataFolder, area.path);
  for (const [name, row] of findings.missing) {
    const wanted = entryOf(row);
    const here = inTheWay(name);
    const problem = here.size === 0 ? undefined : obstacle(area, name, { entry: wanted, here });
    if (problem !== undefined) problems.push(problem);
    else missing.push({ area, name, wanted, sha1: sha1OfName(name) ?? row.checksum, replaces: false });
  }
  let wrongRows = 0;
  for (const [name, row] of findings.otherSize) {
    const sha1 = sha1OfName(name) ?? row.checksum;
    const path = pathOf(dataFolder, `${area.path}/${name}`);
    const entry = readEntry(path);
    const here = new Map(entry === undefined ? [] : [[name, entry]]);
    const problem = obstacle(area, name, { entry: entryOf(row), here });
    if (problem !== undefined) problems.push(problem);
    else if (sha1 !== undefined && (await hasSha1(session, path, sha1))) wrongRows += 1;
    else missing.push({ area, name, wanted: entryOf(row), sha1, replaces: true });
  }
  if (wrongRows > 0)
    notes.push(`${showName(area.path)}: ${wrongRows} rows tell a wrong size, their files are intact`);
  return { missing, problems, notes };
}

function tellForeign(name: string, { remote, odd }: { remote: number; odd: number }): string[] {
  const told: string[] = [];
  if (remote > 0) told.push(`${name}: ${remote} attachments are in an object storage, not in the filestore`);
  if (odd > 0) told.push(`${name}: ${odd} rows refer to what can be no file of the filestore`);
  return told;
}

function entryOf(row: AttachmentRow): Entry {
  return { kind: 'file', bytes: Math.max(0, row.bytes ?? 0), time: 0, mode: 0, target: '' };
}

/** What stands where the folders should be that lead to a name. Looks once at each folder. */
function lookForObstacles(
  dataFolder: string,
  areaPath: string,
): (name: string) => ReadonlyMap<string, Entry> {
  const seen = new Map<string, ReadonlyMap<string, Entry>>();
  return (name) => {
    const above = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    const before = seen.get(above);
    if (before !== undefined) return before;
    const entries = new Map<string, Entry>();
    for (const each of foldersOf(name)) {
      const entry = readEntry(pathOf(dataFolder, `${areaPath}/${each}`));
      if (entry !== undefined && entry.kind !== 'folder') entries.set(each, entry);
    }
    seen.set(above, entries);
    return entries;
  };
}

async function hasSha1(session: Session, path: Buffer, sha1: string): Promise<boolean> {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return (await sha1Of(fd, Number.MAX_SAFE_INTEGER, session.context.signal)) === sha1;
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'EISDIR') return false;
    throw error;
  }
}
