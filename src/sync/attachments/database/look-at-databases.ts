import type { ListedDatabase } from '../../../postgres/database-list.ts';
import { inEachDatabase } from '../../../postgres/in-each-database.ts';
import type { Session } from '../../job.ts';
import type { Looked } from './look.ts';
import { lookAtDatabase } from './look.ts';
import type { FilestoreBase } from './state.ts';

/** Looks at each database that can be connected to: at its new rows where it was known before, else at all. By name. */
export async function lookAtDatabases(
  session: Session,
  listed: readonly ListedDatabase[],
  { dataFolder, base }: { readonly dataFolder: string; readonly base: FilestoreBase | undefined },
): Promise<readonly Looked[]> {
  const known = new Map(base?.databases.map((each) => [each.oid, each]));
  const seconds = session.config.JOB_SECONDS;
  const connecting = listed.filter(({ connects }) => connects);
  const looked = await inEachDatabase(session, connecting, async (tour, { name, oid }) => {
    const before = known.get(oid);
    // A database of another name is in another folder.
    const sinceXid = before?.name === name ? before.xid : undefined;
    return lookAtDatabase(tour, {
      dataFolder,
      name,
      sinceXid,
      seconds,
      onFirstMissing: session.expectProduction,
    });
  });
  return looked.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
