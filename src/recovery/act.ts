import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { failureOf } from '../failures.ts';
import type { NewEvent } from './events.ts';
import { record } from './incident.ts';

/** How a program of an act ended: kept in the journal whether the act succeeded or not. */
export interface ProgramEnd {
  readonly exitCode: number | undefined;
  /** The end of its output. */
  readonly tail: readonly string[];
}

/** Something that is done in an incident. */
export interface Act {
  readonly incident: string;
  /** Its name in the journal; the outcome carries the same. */
  readonly act: string;
  readonly step?: string;
  /** What is about to be done, in words. */
  readonly what: string;
  /** The program that does it, where it is one. */
  readonly argv?: readonly string[];
  /** Does it; returns lines worth keeping. What it throws is recorded, then thrown on. */
  work(ended: (program: ProgramEnd) => void): Promise<readonly string[]>;
}

/** Records the intent, flushed to the disk, then acts, then records the outcome. */
export async function perform(context: Context, config: Config, act: Act): Promise<readonly string[]> {
  const { incident: id, what } = act;
  const step = act.step === undefined ? {} : { step: act.step };
  const argv = act.argv === undefined ? {} : { argv: [...act.argv] };
  await record(context, config, { id, event: { kind: 'intent', act: act.act, what, ...step, ...argv } });
  const began = context.clock.elapsed();
  let program: ProgramEnd | undefined;
  const outcome = (ok: boolean, said: string, tail: readonly string[]) => {
    const durationMs = Math.round(context.clock.elapsed() - began);
    const code = program?.exitCode === undefined ? {} : { exitCode: program.exitCode };
    const kept = [...(program?.tail ?? []), ...tail];
    const event: NewEvent = {
      kind: 'outcome',
      act: act.act,
      ok,
      what: said,
      ...code,
      durationMs,
      tail: kept,
    };
    return record(context, config, { id, event });
  };
  try {
    const lines = await act.work((end) => {
      program = end;
    });
    await outcome(true, what, lines);
    return lines;
  } catch (error) {
    const failure = failureOf(error, context.signal);
    await outcome(false, `${what}: ${failure.message}`, [failure.next]);
    throw error;
  }
}
