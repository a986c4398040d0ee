import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { printable } from '../machines/must.ts';
import type { MissingFile } from '../odoo/describe-attachments.ts';
import { describeAttachments } from '../odoo/describe-attachments.ts';
import type { Server } from '../postgres/psql.ts';
import { openTour } from '../postgres/tour.ts';
import { localTime } from '../sync/summary.ts';
import { findMissingFiles } from '../verify/missing-files.ts';
import type { Verification } from '../verify/report.ts';
import { readVerification } from '../verify/report.ts';

/**
 * The attachments whose file is missing, cut short, or was damaged when its content was last read, as lines: first how
 * many, then when contents were read, then each with its record and uploader. Throws `database`.
 */
export async function lostFiles(
  context: Context,
  config: Config,
  server: Server,
): Promise<readonly string[]> {
  const [{ files, referred }, verification] = await Promise.all([
    findMissingFiles(context, config, server),
    readVerification(context, config),
  ]);
  const known = new Set(files.map(({ database, storeName }) => `${database}/${storeName}`));
  const damaged = (await damagedFiles(context, config, { server, verification })).filter(
    ({ database, storeName }) => !known.has(`${database}/${storeName}`),
  );
  const all = [...files, ...damaged];
  const count = new Set(all.map(({ database, storeName }) => `${database}/${storeName}`)).size;
  return [
    `attachments: ${count} of ${referred} files are missing or damaged`,
    contentsRead(verification),
    ...all.map(lineOf),
  ];
}

/** A look at names and sizes does not find a file with other bytes in it: the last verification does. */
async function damagedFiles(
  context: Context,
  config: Config,
  { server, verification }: { readonly server: Server; readonly verification: Verification | undefined },
): Promise<readonly MissingFile[]> {
  const bad = (verification?.bad ?? []).filter(({ state }) => state === 'damaged' || state === 'unreadable');
  const found: (readonly MissingFile[])[] = [];
  if (bad.length === 0) return [];
  await using tour = openTour(context, config, server);
  for (const [database, files] of Map.groupBy(bad, (each) => each.database)) {
    const states = new Map(
      files.map(({ storeName }) => [Buffer.from(storeName, 'latin1').toString(), 'damaged'] as const),
    );
    found.push(await describeAttachments(tour, { database, bad: states }));
  }
  return found.flat();
}

function contentsRead(verification: Verification | undefined): string {
  const when =
    verification === undefined || verification.since !== undefined
      ? 'never, as a whole'
      : `${localTime(new Date(verification.endedAt))}${verification.kind === 'quick' ? ' (sizes only)' : ''}`;
  return `contents of files last read: ${when}; ot-verify reads them all`;
}

function lineOf({ state, database, name, record, uploader, at }: MissingFile): string {
  const of = record === '' ? 'no record' : record;
  return printable(`${state}: ${name} (${of}) by ${uploader}, ${at ?? 'no time'}, database ${database}`);
}
