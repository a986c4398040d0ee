import { Failure, fail } from '../failures.ts';
import type { Tour } from '../postgres/tour.ts';

/** The file that a row of ir_attachment refers to. */
export interface AttachmentRow {
  /** Each byte as one character; usually `xx/<sha1>`. */
  readonly storeName: string;
  /** Undefined where the row does not tell. */
  readonly bytes: number | undefined;
  /** The sha1 of the content, where the name does not end with it. */
  readonly checksum: string | undefined;
}

/** Which rows are wanted. */
export interface RowsRequest {
  readonly database: string;
  /** Quoted for SQL. */
  readonly table: string;
  /** Only rows that were written by this transaction or later ones; all rows otherwise. */
  readonly sinceXid?: string | undefined;
  /** Only rows that were created or changed at this time or later, ISO 8601 in UTC. */
  readonly sinceTime?: string | undefined;
  onRow(row: AttachmentRow): void;
}

/**
 * Streams the rows that refer to a file, in no order; one file may come many times. Resolves to the transaction from
 * which on rows may be new to the next reader. Memory does not grow with the table. `seconds` is how long it may take.
 * Throws `database`.
 */
export async function readAttachmentRows(
  tour: Tour,
  request: RowsRequest & { readonly seconds: number },
): Promise<string> {
  const { database, seconds, onRow } = request;
  let xid: string | undefined;
  let odd: string | undefined;
  const onLine = (line: string) => {
    if (xid === undefined && /^\d{1,20}$/.test(line)) return void (xid = line);
    const row = parseRow(line);
    if (row === undefined) odd ??= line.slice(0, 80);
    else onRow(row);
  };
  try {
    await tour.read({ database, sql: question(request), seconds, onLine });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'database') throw error;
    notRead(tour, database, error.message);
  }
  if (xid !== undefined && odd === undefined) return xid;
  return notRead(tour, database, odd === undefined ? 'nothing came' : `a row is not understood: ${odd}`);
}

function notRead({ label }: Tour, database: string, why: string): never {
  fail('database', {
    what: `${label}: the attachments of ${database} cannot be read: ${why}`,
    next: 'See the log of PostgreSQL here.',
  });
}

/** One snapshot for both. The age of a transaction is right across a wraparound; frozen rows are older than all. */
function question({ table, sinceXid, sinceTime }: RowsRequest): string {
  const newer =
    sinceXid === undefined
      ? ''
      : `AND age(xmin) <= age('${String(BigInt(sinceXid) % 4_294_967_296n)}'::text::xid)`;
  const later =
    sinceTime === undefined
      ? ''
      : `AND coalesce(write_date, create_date) >= timestamptz '${new Date(sinceTime).toISOString()}' AT TIME ZONE 'UTC'`;
  return `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    COPY (SELECT txid_snapshot_xmin(txid_current_snapshot())) TO STDOUT;
    COPY (SELECT store_fname, file_size, CASE WHEN right(store_fname, 40) IS DISTINCT FROM checksum THEN checksum END
      FROM ${table} WHERE store_fname IS NOT NULL ${newer} ${later}) TO STDOUT;
    COMMIT`;
}

/** A line of COPY's text format. Source: PostgreSQL manual, COPY, "Text Format". */
function parseRow(line: string): AttachmentRow | undefined {
  const first = line.indexOf('\t');
  const second = line.indexOf('\t', first + 1);
  if (first < 1 || second < 0 || line.includes('\t', second + 1)) return undefined;
  const size = line.slice(first + 1, second);
  const sum = line.slice(second + 1);
  if (size !== '\\N' && !/^-?\d{1,15}$/.test(size)) return undefined;
  const bytes = size === '\\N' ? undefined : Number(size);
  const checksum = /^[0-9a-f]{40}$/.test(sum) ? sum : undefined;
  return { storeName: unescape(line.slice(0, first)), bytes, checksum };
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(.)/gs, (_, letter: string) => escapes.get(letter) ?? letter);
}
