import { join } from 'node:path';
import { Failure } from '../../../failures.ts';
import { nameOf, showName, staysBelow } from '../../../files/names.ts';
import type { AttachmentTable } from '../../../odoo/attachment-tables.ts';
import { attachmentTablesOf, fileColumns } from '../../../odoo/attachment-tables.ts';
import { readAttachmentRows } from '../../../odoo/read-attachment-rows.ts';
import type { Tour } from '../../../postgres/tour.ts';
import type { Problem } from '../../plan.ts';
import { filestore } from '../areas.ts';
import { insteadOfDatabase } from '../mode.ts';
import type { NamesHere } from './names-here.ts';
import { listNames } from './names-here.ts';
import type { RowFindings } from './row-check.ts';
import { createRowCheck } from './row-check.ts';
import { tellStorage } from './storage.ts';

/** A database of the standby, as its rows and this machine's disk say. */
export type Looked =
  | { readonly kind: 'not-odoo'; readonly name: string }
  | { readonly kind: 'unknown'; readonly name: string; readonly problem: Problem }
  | {
      readonly kind: 'odoo';
      readonly name: string;
      /** From which transaction on rows are new to the next look. */
      readonly xid: string;
      readonly findings: RowFindings;
      /** All names of the disk; undefined when only new rows were looked at. */
      readonly here: NamesHere | undefined;
      /** Where its attachments are kept besides; told when all of it is looked at. */
      readonly notes: readonly string[];
    };

/** What to look at. */
export interface LookRequest {
  readonly dataFolder: string;
  readonly name: string;
  /** Only rows of this transaction or later; everything otherwise. */
  readonly sinceXid: string | undefined;
  /** How long its rows may take. */
  readonly seconds: number;
  /** Called once, when a file is known to be missing. */
  readonly onFirstMissing: () => void;
}

/** Compares what the rows of a database refer to with the disk. What cannot be asked is told, not thrown. */
export async function lookAtDatabase(tour: Tour, request: LookRequest): Promise<Looked> {
  const { name } = request;
  try {
    const tables = await attachmentTablesOf(tour, name);
    if (tables.length === 0) return { kind: 'not-odoo', name };
    const problem = notUsable(name, tables);
    return problem === undefined
      ? await lookAtTables(tour, request, tables)
      : { kind: 'unknown', name, problem };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'interrupted') throw error;
    const next = `${error.next} ${insteadOfDatabase}`;
    const problem = { item: showName(nameOf(name)), what: error.message, next };
    return { kind: 'unknown', name, problem };
  }
}

function notUsable(name: string, tables: readonly AttachmentTable[]): Problem | undefined {
  const item = showName(nameOf(name));
  if (!staysBelow(nameOf(name)) || name.includes('/')) return { item, what: 'is no name of a folder' };
  const lacking = tables.find(({ columns }) => fileColumns.some((column) => !columns.includes(column)));
  if (lacking === undefined) return undefined;
  const columns = fileColumns.filter((column) => !lacking.columns.includes(column));
  const what = `its table ${lacking.table} has no column ${columns.join(', ')}: its files were left as they are`;
  const next = `It may be in the middle of a migration: wait for its end. ${insteadOfDatabase}`;
  return { item, what, next };
}

async function lookAtTables(
  tour: Tour,
  { dataFolder, name, sinceXid, seconds, onFirstMissing }: LookRequest,
  tables: readonly AttachmentTable[],
): Promise<Looked> {
  const folder = join(dataFolder, filestore);
  const database = nameOf(name);
  const here = sinceXid === undefined ? await listNames(folder, database) : undefined;
  const check = createRowCheck({ filestore: folder, database, here, onFirstMissing });
  const xids: string[] = [];
  for (const { table } of tables) {
    const request = { database: name, table, sinceXid, seconds, onRow: check.onRow };
    xids.push(await readAttachmentRows(tour, request));
  }
  const xid = xids.reduce((a, b) => (BigInt(a) < BigInt(b) ? a : b));
  const notes = sinceXid === undefined ? await tellStorage(tour, name) : [];
  return { kind: 'odoo', name, xid, findings: check.findings, here, notes };
}
