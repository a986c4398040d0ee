import { join } from 'node:path';
import { lastLines } from '../../machines/must.ts';
import type { StreamEnd } from '../../machines/stream.ts';
import { TarReader } from '../../machines/tar-reader.ts';
import { makeOwnFolder } from '../hold/own-folder.ts';
import type { Session } from '../job.ts';
import type { Progress, Transfer } from './arrivals.ts';
import { nameInFolder } from './arrivals.ts';
import type { AttachmentsPlan } from './attachments-plan.ts';
import type { Batch } from './batches.ts';
import { findLeftovers, streamFolder } from './leftovers.ts';
import { Receiver } from './receiver.ts';
import { streamFailure } from './transfer-failure.ts';

/** Fetches files as one stream, and proves each as it comes. */
export async function fetchAsStream(
  session: Session,
  plan: AttachmentsPlan,
  { batch, before, total }: Progress & { readonly batch: Batch },
): Promise<Transfer> {
  const { context, config } = session;
  const left = await findLeftovers(session, batch, plan.owner);
  const asked = new Map(batch.items.map((missing) => [nameInFolder(missing), missing]));
  for (const { missing } of left) asked.delete(nameInFolder(missing));
  const staging = streamFolder(session, batch);
  await makeOwnFolder(context, batch.base, staging);
  const receiver = new Receiver({ asked, folder: batch.folder, staging, owner: plan.owner });
  const reader = new TarReader(receiver);
  const onBytes = (bytes: Buffer): void => {
    reader.read(bytes);
    const { files, bytes: received } = receiver.received;
    context.log.progress({
      label: batch.folder,
      files: { done: before.files + left.length + files, total: total.files },
      bytes: { done: before.bytes + received, total: total.bytes },
    });
  };
  const folder = join(plan.productionFolder, batch.folder);
  const names = [...asked.keys()];
  const production = await session.production();
  const end = await production.stream({ folder, names, onBytes });
  receiver.close();
  return {
    arrivals: async () => ({ ...receiver.arrivals, files: left }),
    said: lastLines(end.outcome.stderr, 2),
    broken: isWhole(end, reader) ? undefined : () => streamFailure(config, folder, end),
  };
}

/** Whether tar came to its end and said so, perhaps without some of the files (1, 2). Source: GNU tar, "Return values". */
function isWhole({ outcome }: StreamEnd, { rest }: TarReader): boolean {
  return outcome.exitCode === 0 && rest !== undefined && /^end [012]\n$/.test(rest);
}
