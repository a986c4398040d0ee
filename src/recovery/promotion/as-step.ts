import { asFailure } from '../../failures.ts';
import { record } from '../incident.ts';
import type { Promotion } from './sub-step.ts';

/** Writes the work down as the step of the checklist, from its beginning to how it ended. Throws what it fails with. */
export async function asStep(
  { context, config, incident: id }: Promotion,
  work: () => Promise<void>,
): Promise<void> {
  const note = (state: 'running' | 'done' | 'failed', why: { readonly reason?: string } = {}) =>
    record(context, config, { id, event: { kind: 'step', step: 'promote', state, ...why } });
  await note('running');
  try {
    await work();
  } catch (error) {
    // What went wrong counts, even where it cannot be written down.
    await note('failed', { reason: asFailure(error).message }).catch(() => undefined);
    throw error;
  }
  await note('done');
}
