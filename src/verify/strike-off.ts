import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { pathOfBad, readVerification, writeVerification } from './report.ts';

/**
 * Strikes off what a run has put in its place from the bad files of the last verification: what is told of them is what
 * is still bad. The caller holds the lock of the attachments.
 */
export async function strikeOff(
  context: Context,
  config: Config,
  placed: Pick<ReadonlyMap<string, unknown>, 'has' | 'size'>,
): Promise<void> {
  if (placed.size === 0) return;
  const last = await readVerification(context, config);
  const bad = last?.bad.filter((each) => !placed.has(pathOfBad(each))) ?? [];
  if (last === undefined || bad.length === last.bad.length) return;
  await writeVerification(context, config, { ...last, bad });
}
