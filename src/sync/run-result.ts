import type { Context } from '../context.ts';
import type { ExitName } from '../exit-codes.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Failure } from '../failures.ts';
import type { News } from './news.ts';
import type { Plan, Problem } from './plan.ts';
import { countPlan } from './plan.ts';
import type { RunRecord } from './record.ts';

/** How a run ended. A failure is told in it, not thrown. */
export interface RunResult {
  readonly exit: ExitName;
  readonly record: RunRecord;
  /** What was planned; undefined when the run did not come that far. */
  readonly plan: Plan | undefined;
  readonly failure: Failure | undefined;
  /** Of a scheduled run: what of it is worth telling. */
  readonly news?: News;
}

/** How a run ended, before it is put into a record. */
export type Ending =
  | { readonly plan: Plan; readonly problems: readonly Problem[] }
  | { readonly plan: Plan | undefined; readonly failure: Failure };

/** The result of a run, with its record brought to an end. */
export function endRun(context: Context, started: RunRecord, ending: Ending): RunResult {
  const { plan } = ending;
  const failure = 'failure' in ending ? ending.failure : undefined;
  const problems = 'problems' in ending ? [...ending.problems] : [...(plan?.problems ?? [])];
  const exit = failure?.exit ?? (problems.length > 0 ? 'partial' : 'ok');
  const record: RunRecord = {
    ...started,
    endedAt: context.clock.now().toISOString(),
    outcome: outcomeOf(exit),
    exitCode: exitCodes[exit].code,
    problems,
    notes: [...(plan?.notes ?? [])],
    ...(plan === undefined ? {} : { counts: countPlan(plan) }),
    ...(failure === undefined ? {} : { failure: describe(failure) }),
  };
  return { exit, record, plan, failure };
}

function describe({ code, message: what, next }: Failure): NonNullable<RunRecord['failure']> {
  return { code, what, next };
}

function outcomeOf(exit: ExitName): RunRecord['outcome'] {
  const known = ['ok', 'partial', 'refused', 'unverified', 'unreachable', 'interrupted'] as const;
  return known.find((name) => name === exit) ?? 'failed';
}
