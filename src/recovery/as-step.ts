import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { failureOf } from '../failures.ts';
import type { Found } from './found.ts';
import { record } from './incident.ts';

/** A step of the checklist, in an incident. */
export interface StepPlace {
  readonly context: Context;
  readonly config: Config;
  readonly incident: string;
  readonly step: string;
}

/** Writes work down as a step, from its beginning to how it ended. Returns what was found; throws what it fails with. */
export async function asStep(place: StepPlace, work: () => Promise<Found>): Promise<Found> {
  const { context, config, incident: id, step } = place;
  const note = (state: 'running' | 'pending' | 'done' | 'failed', why: { readonly reason?: string } = {}) =>
    record(context, config, { id, event: { kind: 'step', step, state, ...why } });
  await note('running');
  let found: Found;
  try {
    found = await work();
  } catch (error) {
    // What went wrong counts, even where it cannot be written down.
    await note('failed', { reason: failureOf(error, context.signal).message }).catch(() => undefined);
    throw error;
  }
  if (found.open === undefined)
    await note('done', found.reason === undefined ? {} : { reason: found.reason });
  else await note('pending', { reason: found.open });
  return found;
}
