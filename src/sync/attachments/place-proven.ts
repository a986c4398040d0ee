import { flushDisk } from '../../files/flush-disk.ts';
import { forEachLimited } from '../../files/pool.ts';
import { requireStandby } from '../../postgres/role.ts';
import type { Arrivals, Staged } from './arrivals.ts';
import type { Batch } from './batches.ts';
import type { Bringing } from './bring.ts';

const parallel = 8;

/** Gives proven files their names, once they are on the disk. */
export async function placeProven(bringing: Bringing, batch: Batch, arrivals: Arrivals): Promise<void> {
  const { plan, placer } = bringing;
  const { context, config } = bringing.session;
  const { files, folders } = arrivals;
  if (files.length + folders.length === 0) return;
  // Before it gets its name: a power cut must not leave a name without its content.
  await flushDisk(context, batch.base, config.JOB_SECONDS * 1000);
  // A promotion in between must win.
  await requireStandby(context, config);
  const done = ({ missing, bytes }: Staged) => void plan.done.placed.set(missing, bytes);
  const single = [...files];
  for (const folder of folders) {
    context.signal.throwIfAborted();
    // Of a first copy most folders are not here yet: one rename instead of hundreds.
    if (await placer.placeFolder(folder.path, folder.place)) folder.files.forEach(done);
    else single.push(...folder.files);
  }
  await forEachLimited(single, parallel, async (staged) => {
    context.signal.throwIfAborted();
    await placer.placeFile(staged.path, staged.missing);
    done(staged);
  });
}
