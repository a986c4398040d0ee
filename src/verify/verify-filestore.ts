import { join } from 'node:path';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { dataDirectory } from '../odoo/data-dir.ts';
import { listDatabasesByOid } from '../postgres/database-list.ts';
import type { Server } from '../postgres/psql.ts';
import { openTour } from '../postgres/tour.ts';
import { findOwner } from '../odoo/owner.ts';
import { openCursor } from './cursor.ts';
import { lookAgain } from './look-again.ts';
import type { BadFile, Verification } from './report.ts';
import { startThreads } from './threads.ts';
import type { Sum } from './verify-database.ts';
import { verifyDatabase } from './verify-database.ts';

/** How thorough a verification is, and what it may use. */
export interface VerifyRequest {
  readonly server: Server;
  /** Whether syncs still bring files to this machine. */
  readonly isStandby: boolean;
  /** Names, sizes and owners only; the content of a file is read where its size is not the row's. */
  readonly quick: boolean;
  /** Only what was created or changed at this time or later, ISO 8601. */
  readonly since: string | undefined;
  /** Goes on where an earlier one of everything was ended. */
  readonly resume: boolean;
  readonly parallel: number;
  /** Most to be read, in KiB per second; 0: no limit. */
  readonly kibPerSecond: number;
}

/**
 * Proves the filestore of every database of this machine against its rows: that each file is there, has its size and
 * owner, and has the content that its name tells. Changes nothing but its own cursor. Throws `database`.
 */
export async function verifyFilestore(
  context: Context,
  config: Config,
  request: VerifyRequest,
): Promise<Verification> {
  const { server, quick, since, kibPerSecond } = request;
  const folder = join(await dataDirectory(context, config), 'filestore');
  const uid = (await findOwner(context, config))?.uid;
  // More than one thread would only share the limit.
  const parallel = kibPerSecond > 0 ? 1 : request.parallel;
  const how = { quick, uid, bytesPerSecond: kibPerSecond * 1024 };
  await using threads = startThreads(context, { parallel, how });
  const whole = !quick && since === undefined;
  const cursor = await openCursor(context, config, { whole, resume: request.resume });
  const { read, bad } = cursor.before;
  const sum: Sum = { referred: 0, read, orphaned: 0, bad: [...bad], problems: [] };
  const listed = await listDatabasesByOid(context, config, server);
  // In the order in which a cursor compares them, whatever the order of the server's language is.
  const databases = listed.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  await using tour = openTour(context, config, server);
  for (const { name, connects } of databases) {
    if (!connects) continue;
    await verifyDatabase({ context, config, tour, folder, since, threads, cursor }, name, sum);
  }
  const again = { tour, folder, how, isStandby: request.isStandby };
  const settled = await lookAgain(context, config, { bad: withoutRepeats(sum.bad), again });
  await cursor.clear();
  context.log.progress();
  const endedAt = context.clock.now().toISOString();
  const times = { startedAt: cursor.startedAt, endedAt, ...(since === undefined ? {} : { since }) };
  return {
    schemaVersion: 1,
    ...times,
    kind: quick ? 'quick' : 'full',
    ...sum,
    bad: [...settled.bad],
    coming: settled.coming,
  };
}

/** A file that two tables of a database refer to is looked at once; one that a cursor knows may come again. */
function withoutRepeats(bad: readonly BadFile[]): BadFile[] {
  const key = ({ database, storeName, state }: BadFile) => `${database}\0${storeName}\0${state}`;
  return [...new Map(bad.map((each) => [key(each), each])).values()];
}
