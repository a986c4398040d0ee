import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { attachmentTablesOf } from '../odoo/attachment-tables.ts';
import type { AttachmentRow } from '../odoo/read-attachment-rows.ts';
import { readAttachmentRows } from '../odoo/read-attachment-rows.ts';
import type { Tour } from '../postgres/tour.ts';
import { readFilestoreState } from '../sync/attachments/database/state.ts';
import { isLedByDatabase, lateAfterSeconds } from '../sync/attachments/mode.ts';
import { readLastSuccess } from '../sync/record.ts';

/** Since when rows of a database are so new that no sync had to bring their files yet. */
export type NewRows = (database: string) => Since | undefined;

type Since = { readonly sinceXid?: string | undefined } | { readonly sinceTime: string };

/** What syncs have seen to by now: all rows of before are proven by the last success, unless that is late. */
export async function readNewRows(context: Context, config: Config): Promise<NewRows> {
  const success = await readLastSuccess(context, config, 'attachments');
  const age = context.clock.now().getTime() - Date.parse(success?.endedAt ?? '');
  if (success === undefined || !(age >= 0 && age < lateAfterSeconds(config) * 1000)) return () => undefined;
  if (!isLedByDatabase(config)) return () => ({ sinceTime: success.startedAt });
  const { base } = await readFilestoreState(context, config);
  if (base === undefined) return () => undefined;
  const known = new Map(base.databases.map(({ name, xid }) => [name, xid]));
  return (database) => ({ sinceXid: known.get(database) });
}

/** The names that such rows of a database refer to, each byte as one character. Throws `database`. */
export async function namesOfNewRows(
  tour: Tour,
  database: string,
  { since, seconds }: { readonly since: Since | undefined; readonly seconds: number },
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  if (since === undefined) return names;
  const onRow = ({ storeName }: AttachmentRow) => void names.add(storeName);
  for (const { table } of await attachmentTablesOf(tour, database)) {
    await readAttachmentRows(tour, { database, table, ...since, seconds, onRow });
  }
  return names;
}
