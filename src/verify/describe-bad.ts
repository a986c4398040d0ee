import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { MissingFile } from '../odoo/describe-attachments.ts';
import { describeAttachments } from '../odoo/describe-attachments.ts';
import type { Server } from '../postgres/psql.ts';
import { openTour } from '../postgres/tour.ts';
import type { BadFile } from './report.ts';

type RecordOf = Pick<MissingFile, 'name' | 'record' | 'uploader' | 'at'>;

/** A bad file with the attachments that it is the file of. */
export type DescribedBad = BadFile & { readonly attachments: readonly RecordOf[] };

/** So many names go into one question. */
const atOnce = 5_000;

/** The records of each bad file, in the order of the files; their names as text. Throws `database`. */
export async function describeBad(
  context: Context,
  config: Config,
  { server, found }: { readonly server: Server; readonly found: readonly BadFile[] },
): Promise<readonly DescribedBad[]> {
  const records = new Map<string, RecordOf[]>();
  await using tour = openTour(context, config, server);
  for (const [database, files] of Map.groupBy(found, (each) => each.database)) {
    const names = files.map(({ storeName }) => textOf(storeName));
    for (let from = 0; from < names.length; from += atOnce) {
      const bad = new Map(names.slice(from, from + atOnce).map((name) => [name, 'damaged'] as const));
      for (const each of await describeAttachments(tour, { database, bad })) {
        const { storeName, name, record, uploader, at } = each;
        const key = `${database}\0${storeName}`;
        records.set(key, [...(records.get(key) ?? []), { name, record, uploader, at }]);
      }
    }
  }
  return found.map((each) => {
    const storeName = textOf(each.storeName);
    return { ...each, storeName, attachments: records.get(`${each.database}\0${storeName}`) ?? [] };
  });
}

function textOf(storeName: string): string {
  return Buffer.from(storeName, 'latin1').toString();
}
