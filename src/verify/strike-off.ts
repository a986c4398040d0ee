import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Done } from '../sync/attachments/attachments-plan.ts';
import { placedPaths } from '../sync/attachments/bring.ts';
import { pathOfBad, readVerification, writeVerification } from './report.ts';

/**
 * Strikes off what a run has put in its place from the bad files of the last verification: what is told of them is what
 * is still bad. The caller holds the lock of the attachments.
 */
export async function strikeOff(context: Context, config: Config, done: Done): Promise<void> {
  if (done.placed.size === 0) return;
  const last = await readVerification(context, config);
  if (last === undefined || last.bad.length === 0) return;
  const placed = placedPaths(done);
  const bad = last.bad.filter((each) => !placed.has(pathOfBad(each)));
  if (bad.length === last.bad.length) return;
  await writeVerification(context, config, { ...last, bad });
}
