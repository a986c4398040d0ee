import { join } from 'node:path';
import { pathOf } from '../../files/names.ts';
import { readFolder } from '../../files/read-folder.ts';
import { stagingFolder } from '../hold/own-folder.ts';
import type { Session } from '../job.ts';
import { inspectArrival } from './arrival.ts';
import type { Staged } from './arrivals.ts';
import { nameInFolder } from './arrivals.ts';
import type { Batch } from './batches.ts';
import type { Owner } from '../../odoo/owner.ts';

const prefix = '.ot-stream-';

/** Where a stream of this run puts its files. */
export function streamFolder({ runId }: Session, { base, number }: Batch): string {
  return join(stagingFolder(base, 'attachments'), `${prefix}${runId}-${number}`);
}

/** The files of a batch that the stream of a killed run has brought already: they are proven like all others. */
export async function findLeftovers(
  session: Session,
  batch: Batch,
  owner: Owner | undefined,
): Promise<readonly Staged[]> {
  const { signal } = session.context;
  const found: Staged[] = [];
  const folders = leftFolders(session, batch);
  if (folders.length === 0) return found;
  for (const missing of batch.items) {
    signal.throwIfAborted();
    for (const folder of folders) {
      const path = pathOf(folder, nameInFolder(missing));
      const arrival = await inspectArrival(path, missing, { owner, proven: false, signal });
      if (arrival.state !== 'good') continue;
      found.push({ missing, path, bytes: arrival.bytes });
      break;
    }
  }
  return found;
}

function leftFolders({ runId }: Session, { base }: Batch): readonly string[] {
  const staging = stagingFolder(base, 'attachments');
  const isLeft = (name: string) => name.startsWith(prefix) && !name.startsWith(`${prefix}${runId}-`);
  return (readFolder(staging) ?? []).filter(isLeft).map((name) => join(staging, name));
}
