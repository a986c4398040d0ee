import * as v from 'valibot';
import type { Tour } from '../postgres/tour.ts';

const Attachment = v.object({
  database: v.string(),
  id: v.number(),
  storeName: v.string(),
  name: v.string(),
  url: v.string(),
  /** Model and number of the record that it belongs to, such as "sale.order 12". */
  record: v.string(),
  uploader: v.string(),
  at: v.nullable(v.string()),
});

/** An attachment whose file is not whole on this machine, with the record it belongs to and who uploaded it. */
export type MissingFile = v.InferOutput<typeof Attachment> & {
  /** `damaged`: there, but of another size than the database says. */
  readonly state: 'missing' | 'damaged';
};

type State = MissingFile['state'];

const namesPerQuestion = 20_000;

/** The attachments whose file has one of these store names, with their records. Throws `database`. */
export async function describeAttachments(
  tour: Tour,
  { database, bad }: { readonly database: string; readonly bad: ReadonlyMap<string, State> },
): Promise<readonly MissingFile[]> {
  const names = [...bad.keys()].map((name) => Buffer.from(name).toString('hex'));
  const files: MissingFile[] = [];
  for (let from = 0; from < names.length; from += namesPerQuestion) {
    const sql = describing(names.slice(from, from + namesPerQuestion));
    for (const row of (await tour.ask({ database, sql, schema: v.array(Attachment) })) ?? [])
      files.push({ ...row, state: bad.get(row.storeName) ?? 'missing' });
  }
  return files;
}

/** The names travel as hex, and are joined, not looked through for each row. */
function describing(names: readonly string[]): string {
  return `SELECT coalesce(json_agg(json_build_object(
      'database', current_database(), 'id', a.id, 'storeName', a.store_fname, 'name', coalesce(a.name, ''),
      'url', coalesce(a.url, ''), 'record', concat_ws(' ', a.res_model, a.res_id), 'uploader', coalesce(u.login, ''),
      'at', to_char(a.create_date, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) ORDER BY a.create_date), '[]')
    FROM ir_attachment a LEFT JOIN res_users u ON u.id = a.create_uid
    WHERE encode(convert_to(a.store_fname, 'UTF8'), 'hex') IN
      (SELECT unnest(string_to_array('${names.join(',')}', ',')))`;
}
