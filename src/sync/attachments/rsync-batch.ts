import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathOf } from '../../files/names.ts';
import { forEachLimited } from '../../files/pool.ts';
import type { Outcome } from '../../machines/command.ts';
import { lastLines } from '../../machines/must.ts';
import { makeOwnFolder, stagingFolder } from '../hold/own-folder.ts';
import type { Session } from '../job.ts';
import { inspectArrival } from './arrival.ts';
import type { Arrivals, Progress, Staged, Transfer } from './arrivals.ts';
import { nameInFolder } from './arrivals.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import type { Batch } from './batches.ts';
import type { Missing } from './compare.ts';
import { isAnswered, transferFailure } from './transfer-failure.ts';

const parallel = 8;

/** Fetches files by rsync, which goes on with what an earlier run has begun. */
export async function fetchByRsync(
  session: Session,
  plan: AttachmentsPlan,
  { batch, before, total }: Progress & { readonly batch: Batch },
): Promise<Transfer> {
  const { context, lockFds } = session;
  const production = await session.production();
  const staging = join(stagingFolder(batch.base, 'attachments'), batch.folder);
  await makeOwnFolder(context, batch.base, staging);
  const outcome = await production.fetch({
    from: `${join(plan.productionFolder, batch.folder)}/`,
    into: `${staging}/`,
    names: batch.items.map(nameInFolder),
    options: ['--times', '--no-implied-dirs', '--partial-dir=.ot-partial'],
    label: batch.folder,
    before,
    totalFiles: total.files,
    totalBytes: total.bytes,
    inherit: lockFds,
  });
  return {
    arrivals: () => inspect(session, plan, { batch, staging, outcome }),
    said: outcome.exitCode === 0 ? '' : lastLines(outcome.stderr, 2),
    broken: isAnswered(outcome) ? undefined : () => transferFailure(session.config, outcome),
  };
}

async function inspect(
  { context }: Session,
  { owner }: AttachmentsPlan,
  { batch, staging, outcome }: { readonly batch: Batch; readonly staging: string; readonly outcome: Outcome },
): Promise<Arrivals> {
  const files: Staged[] = [];
  const bad: Record<'absent' | 'damaged', Missing[]> = { absent: [], damaged: [] };
  const how = { owner, proven: outcome.exitCode === 0, signal: context.signal };
  await forEachLimited(batch.items, parallel, async (missing) => {
    context.signal.throwIfAborted();
    const path = pathOf(staging, nameInFolder(missing));
    const arrival = await inspectArrival(path, missing, how);
    if (arrival.state === 'good') files.push({ missing, path, bytes: arrival.bytes });
    else bad[arrival.state].push(missing);
    if (arrival.state === 'damaged') await rm(path, { recursive: true });
  });
  return { files, folders: [], ...bad };
}
