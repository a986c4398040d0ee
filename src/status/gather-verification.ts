import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { Failure } from '../failures.ts';
import { readVerification, verificationPath } from '../verify/report.ts';
import type { StatusCache } from './cache.ts';
import type { VerificationReport } from './report.ts';

/** The last verification of the filestore, as it was written down. */
export async function gatherVerification(
  context: Context,
  config: Config,
  { verifications }: Pick<StatusCache, 'verifications'>,
): Promise<VerificationReport | undefined> {
  try {
    const path = verificationPath(config);
    const last = await verifications.get(path, [path], () => readVerification(context, config));
    if (last === undefined || last.since !== undefined) return undefined;
    const { endedAt: at, kind, referred, bad } = last;
    const age = Math.round((context.clock.now().getTime() - Date.parse(at)) / 1000);
    return { at, ageSeconds: Math.max(0, age), kind, referred, bad: bad.length };
  } catch (error) {
    // Without the right to read it nothing is known; the rest of the report still is.
    if (error instanceof Failure && error.code === 'file') return undefined;
    throw error;
  }
}
