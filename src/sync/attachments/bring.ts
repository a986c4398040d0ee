import { join } from 'node:path';
import { showName } from '../../files/names.ts';
import type { Session } from '../job.ts';
import type { Transfer } from './arrivals.ts';
import type { AttachmentsPlan, Done } from './attachments-plan.ts';
import type { Batch } from './batches.ts';
import { cutBatches, sumBytes } from './batches.ts';
import type { Missing } from './compare.ts';
import type { Placer } from './place.ts';
import { placeProven } from './place-proven.ts';
import { fetchByRsync } from './rsync-batch.ts';
import { refuseMissingSource } from './source-missing.ts';
import { fetchAsStream } from './stream-batch.ts';

/** What could not be placed. */
export interface Leftovers {
  /** Did not arrive. */
  readonly absent: Missing[];
  /** Arrived with another content than its name says. */
  readonly damaged: Missing[];
  /** What production said last. */
  said: string;
}

/** One run's way of bringing files over. */
export interface Bringing {
  readonly session: Session;
  readonly plan: AttachmentsPlan;
  readonly placer: Placer;
}

/** What is to be brought. */
export interface Request {
  readonly missing: readonly Missing[];
  /** How: small files in streams and all others by rsync, or all by rsync. */
  readonly ways: 'stream and rsync' | 'rsync';
}

/** Fetches, proves and places files, batch by batch: while one is placed, the next one is on its way. */
export async function bringFiles(bringing: Bringing, { missing, ways }: Request): Promise<Leftovers> {
  const { session, plan } = bringing;
  const left: Leftovers = { absent: [], damaged: [], said: '' };
  let settling = Promise.resolve();
  let before = { files: 0, bytes: 0 };
  const total = { files: missing.length, bytes: sumBytes(missing) };
  for (const batch of cutBatches(plan, missing, ways)) {
    const fetchBatch = batch.way === 'stream' ? fetchAsStream : fetchByRsync;
    const transfer = await fetchBatch(session, plan, { batch, before, total });
    await settling;
    session.context.signal.throwIfAborted();
    settling = settleBatch(bringing, batch, { transfer, left });
    // Its failure is met at the next await; until then it must not count as unheard.
    settling.catch(() => undefined);
    if (transfer.broken !== undefined) {
      await settling;
      await refuseMissingSource(session, join(plan.productionFolder, batch.folder));
      transfer.broken();
    }
    before = { files: before.files + batch.items.length, bytes: before.bytes + sumBytes(batch.items) };
  }
  await settling;
  return left;
}

async function settleBatch(
  bringing: Bringing,
  batch: Batch,
  { transfer, left }: { readonly transfer: Transfer; readonly left: Leftovers },
): Promise<void> {
  const arrivals = await transfer.arrivals();
  for (const missing of arrivals.absent) left.absent.push(missing);
  for (const missing of arrivals.damaged) left.damaged.push(missing);
  if (transfer.said !== '') left.said = transfer.said;
  await placeProven(bringing, batch, arrivals);
}

/** The path of something missing below the data folder. */
export function pathInData({ area, name }: Missing): string {
  return `${area.path}/${name}`;
}

/** The paths of all that was placed. */
export function placedPaths({ placed }: Done): ReadonlySet<string> {
  return new Set([...placed.keys()].map(pathInData));
}

/** The path of something missing, for people. */
export function shownPath(missing: Missing): string {
  return showName(pathInData(missing));
}
