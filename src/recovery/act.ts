import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { asFailure } from '../failures.ts';
import type { NewEvent } from './events.ts';
import { record } from './incident.ts';

/** Something that is done in an incident. */
export interface Act {
  readonly incident: string;
  /** Its name in the journal; the outcome carries the same. */
  readonly act: string;
  readonly step?: string;
  /** What is about to be done, in words. */
  readonly what: string;
  /** Does it; returns lines worth keeping. What it throws is recorded, then thrown on. */
  work(): Promise<readonly string[]>;
}

/** Records the intent, flushed to the disk, then acts, then records the outcome. */
export async function perform(context: Context, config: Config, act: Act): Promise<readonly string[]> {
  const { incident: id, what } = act;
  const step = act.step === undefined ? {} : { step: act.step };
  await record(context, config, { id, event: { kind: 'intent', act: act.act, what, ...step } });
  const began = context.clock.elapsed();
  const outcome = (ok: boolean, said: string, tail: readonly string[]) => {
    const durationMs = Math.round(context.clock.elapsed() - began);
    const event: NewEvent = { kind: 'outcome', act: act.act, ok, what: said, durationMs, tail: [...tail] };
    return record(context, config, { id, event });
  };
  try {
    const lines = await act.work();
    await outcome(true, what, lines);
    return lines;
  } catch (error) {
    const failure = asFailure(error);
    await outcome(false, `${what}: ${failure.message}`, [failure.next]);
    throw error;
  }
}
