import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { nameOf, pathOf } from '../files/names.ts';
import { attachmentTablesOf, fileColumns } from '../odoo/attachment-tables.ts';
import { dataDirectory } from '../odoo/data-dir.ts';
import type { AttachmentRow } from '../odoo/read-attachment-rows.ts';
import { readAttachmentRows } from '../odoo/read-attachment-rows.ts';
import { listDatabasesByOid } from '../postgres/database-list.ts';
import type { Server } from '../postgres/psql.ts';
import type { NamesHere } from '../sync/attachments/database/names-here.ts';
import { listNames, unreferenced } from '../sync/attachments/database/names-here.ts';
import type { RowFindings } from '../sync/attachments/database/row-check.ts';
import { createRowCheck, flat } from '../sync/attachments/database/row-check.ts';
import { findOwner } from '../sync/attachments/owner.ts';
import { sha1OfName } from '../sync/attachments/store-name.ts';
import type { Problem } from '../sync/plan.ts';
import { hashFiles } from './hash-files.ts';
import type { BadFile, Verification, VerifyCursor } from './report.ts';
import { readCursor, writeCursor } from './report.ts';

/** How thorough a verification is, and what it may use. */
export interface VerifyRequest {
  readonly server: Server;
  /** Names and sizes only; the content of a file is read where its size is not the row's. */
  readonly quick: boolean;
  /** Only what was created or changed at this time or later, ISO 8601. */
  readonly since: string | undefined;
  /** Goes on where an earlier one was ended. */
  readonly resume: boolean;
  readonly parallel: number;
  /** Most to be read, in KiB per second; 0: no limit. */
  readonly kibPerSecond: number;
}

const cursorMs = 2_000;

/**
 * Proves the filestore of every database of this machine against its rows: that each file is there, has its size and
 * owner, and has the content that its name tells. Changes nothing but its own cursor. Throws `database`.
 */
export async function verifyFilestore(
  context: Context,
  config: Config,
  request: VerifyRequest,
): Promise<Verification> {
  const folder = join(await dataDirectory(context, config), 'filestore');
  const owner = await findOwner(context, config);
  const found = request.resume && !request.quick ? await readCursor(context, config) : undefined;
  const startedAt = found?.startedAt ?? context.clock.now().toISOString();
  const run: Run = { context, config, request, folder, uid: owner?.uid, startedAt, cursor: found };
  const sum: Sum = {
    referred: 0,
    read: found?.read ?? 0,
    orphaned: 0,
    bad: [...(found?.bad ?? [])],
    problems: [],
  };
  const listed = await listDatabasesByOid(context, config, request.server);
  // In the order in which a cursor compares them, whatever the order of the server's language is.
  const databases = listed.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const { name, connects } of databases) {
    if (connects) await verifyDatabase(run, name, sum);
  }
  if (!request.quick) await writeCursor(context, config, undefined);
  context.log.progress();
  const kind = request.quick ? 'quick' : 'full';
  const since = request.since === undefined ? {} : { since: request.since };
  const endedAt = context.clock.now().toISOString();
  const bad = withoutRepeats(sum.bad);
  return { schemaVersion: 1, startedAt, endedAt, kind, ...since, ...sum, bad };
}

/** After going on, the names that are missing were found twice. */
function withoutRepeats(bad: readonly BadFile[]): BadFile[] {
  const key = ({ database, storeName, state }: BadFile) => `${database}\0${storeName}\0${state}`;
  return [...new Map(bad.map((each) => [key(each), each])).values()];
}

interface Run {
  readonly context: Context;
  readonly config: Config;
  readonly request: VerifyRequest;
  readonly folder: string;
  readonly uid: number | undefined;
  readonly startedAt: string;
  readonly cursor: VerifyCursor | undefined;
}

interface Sum {
  referred: number;
  read: number;
  orphaned: number;
  readonly bad: BadFile[];
  readonly problems: Problem[];
}

async function verifyDatabase(run: Run, database: string, sum: Sum): Promise<void> {
  const { context, config, request, folder, uid } = run;
  const { server, since } = request;
  const tables = await attachmentTablesOf(context, config, { server, database });
  if (tables.length === 0) return;
  if (tables.some(({ columns }) => fileColumns.some((column) => !columns.includes(column)))) {
    const what = 'its attachments cannot be read: columns are missing';
    sum.problems.push({
      item: database,
      what,
      next: 'It may be in the middle of a migration: wait for its end.',
    });
    return;
  }
  const here = since === undefined ? await listNames(folder, nameOf(database)) : undefined;
  const check = createRowCheck({ filestore: folder, database: nameOf(database), here, uid });
  const sums = new Map<string, string>();
  const named = new Set<string>();
  const onRow = (row: AttachmentRow) => {
    check.onRow(row);
    if (here === undefined) named.add(flat(row.storeName));
    if (row.checksum !== undefined && sha1OfName(row.storeName) === undefined) {
      sums.set(flat(row.storeName), row.checksum);
    }
  };
  for (const { table } of tables) {
    await readAttachmentRows(context, config, { server, database, table, sinceTime: since, onRow });
  }
  const listed = here === undefined ? [...named] : [...referenced(here)];
  sum.referred += new Set([...listed, ...check.findings.missing.keys()]).size;
  if (here !== undefined) sum.orphaned += [...unreferenced(here)].length;
  await judge(run, { database, findings: check.findings, listed, sums }, sum);
}

function* referenced(here: NamesHere): Generator<string> {
  for (const [folder, names] of here) {
    for (const [name, isReferenced] of names) {
      if (isReferenced) yield folder === '' ? name : `${folder}/${name}`;
    }
  }
}

interface Candidates {
  readonly database: string;
  readonly findings: RowFindings;
  readonly listed: readonly string[];
  /** What the content of names that are no sha1 must hash to. */
  readonly sums: ReadonlyMap<string, string>;
}

async function judge(run: Run, candidates: Candidates, sum: Sum): Promise<void> {
  const { findings, database, listed } = candidates;
  const bad = (storeName: string, state: BadFile['state']) => sum.bad.push({ database, storeName, state });
  // A sync may have brought some meanwhile.
  for (const name of findings.missing.keys()) if (isGone(run, database, name)) bad(name, 'missing');
  for (const name of findings.otherOwner) bad(name, 'owner');
  const readable = run.request.quick
    ? [...findings.otherSize.keys()]
    : listed.filter((name) => !findings.missing.has(name));
  await readContents(run, { ...candidates, listed: readable }, sum);
}

async function readContents(
  run: Run,
  { database, findings, listed, sums }: Candidates,
  sum: Sum,
): Promise<void> {
  const { context, request } = run;
  const names = listed.filter((name) => !isDone(run, database, name)).sort();
  const began = context.clock.elapsed();
  let bytes = 0;
  let saved = began;
  await hashFiles(context, {
    folder: join(run.folder, database),
    names,
    parallel: request.kibPerSecond > 0 ? 1 : request.parallel,
    async onBatch(found, batch) {
      for (const storeName of batch) {
        const state = stateOf(run, {
          database,
          storeName,
          found,
          expected: sha1OfName(storeName) ?? sums.get(storeName),
          findings,
        });
        if (state !== undefined) sum.bad.push({ database, storeName, state });
        if (request.kibPerSecond > 0) bytes += sizeOf(run, database, storeName) ?? 0;
      }
      sum.read += batch.length;
      context.log.progress({
        label: `verifying ${database}`,
        files: { done: sum.read, total: names.length },
      });
      await throttle(run, bytes, began);
      if (request.quick || context.clock.elapsed() - saved < cursorMs) return;
      saved = context.clock.elapsed();
      await writeCursor(context, run.config, {
        ...{ schemaVersion: 1, startedAt: run.startedAt, database, read: sum.read, bad: sum.bad },
        name: batch.at(-1) ?? '',
      });
    },
  });
}

interface OneFile {
  readonly database: string;
  readonly storeName: string;
  readonly found: ReadonlyMap<string, string>;
  readonly expected: string | undefined;
  readonly findings: RowFindings;
}

function stateOf(
  run: Run,
  { database, storeName, found, expected, findings }: OneFile,
): BadFile['state'] | undefined {
  const sha1 = found.get(storeName);
  const size = sizeOf(run, database, storeName);
  if (sha1 === undefined) return size === undefined ? 'missing' : 'unreadable';
  if (expected === undefined ? !findings.otherSize.has(storeName) : sha1 === expected) return undefined;
  const wanted = findings.otherSize.get(storeName)?.bytes;
  return wanted !== undefined && size !== undefined && size < wanted ? 'truncated' : 'damaged';
}

function isGone(run: Run, database: string, name: string): boolean {
  return sizeOf(run, database, name) === undefined;
}

function sizeOf({ folder }: Run, database: string, name: string): number | undefined {
  return lstatSync(pathOf(folder, `${nameOf(database)}/${name}`), { throwIfNoEntry: false })?.size;
}

/** Databases and names are done in their order. */
function isDone({ cursor }: Run, database: string, name: string): boolean {
  if (cursor === undefined) return false;
  return database < cursor.database || (database === cursor.database && name <= cursor.name);
}

async function throttle({ context, request }: Run, bytes: number, began: number): Promise<void> {
  if (request.kibPerSecond === 0) return;
  const due = (bytes / 1024 / request.kibPerSecond) * 1000;
  const early = due - (context.clock.elapsed() - began);
  if (early > 0) await context.clock.sleep(early, context.signal);
}
