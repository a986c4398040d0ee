import type { Config } from '../config/keys.ts';
import { asFailure } from '../failures.ts';
import type { Facts } from '../status/report.ts';
import type { Check, CheckOutcome, CheckReport, FactCheck, MachineCheck, Subject } from './check.ts';
import { unseen } from './check.ts';
import { checks } from './checks.ts';
import type { Aged, Memo } from './memo.ts';

/** Outcomes of earlier looks. */
export type OutcomeMemo = Memo<CheckOutcome | undefined>;

const boundSeconds = 10;
/** Somebody may be mending what is wrong, and wants to see it gone. */
const freshWhenWrongSeconds = 30;

/** Carries out every check that means something here, all at once. Throws only when it is interrupted. */
export async function runChecks(subject: Subject, memo: OutcomeMemo): Promise<readonly CheckReport[]> {
  const { facts, config } = subject;
  const done = await Promise.all(
    checks.filter(appliesTo(facts)).map(async (check) => {
      const seen = check.kind === 'facts' ? judged(check, facts, config) : await looked(check, subject, memo);
      return reported(check, config, seen);
    }),
  );
  return done.flat();
}

/** The checks of the facts alone: those that ask nothing of the machine. */
export function judgeFacts(facts: Facts, config: Config): readonly CheckReport[] {
  return checks
    .filter(appliesTo(facts))
    .flatMap((check) =>
      check.kind === 'facts' ? reported(check, config, judged(check, facts, config)) : [],
    );
}

function appliesTo({ role }: Facts) {
  return ({ roles }: Check) => roles.includes(role.kind);
}

function judged(check: FactCheck, facts: Facts, config: Config): Aged<CheckOutcome | undefined> {
  return { value: check.judge(facts, config), ageSeconds: 0 };
}

function reported(
  { id, title, command }: Check,
  config: Config,
  { value, ageSeconds }: Aged<CheckOutcome | undefined>,
): readonly CheckReport[] {
  if (value === undefined) return [];
  return [{ id, title, ...value, command: command(config), ageSeconds: Math.round(ageSeconds) }];
}

function looked(check: MachineCheck, subject: Subject, memo: OutcomeMemo) {
  const fresh = (before: CheckOutcome | undefined) =>
    before === undefined || before.verdict === 'ok'
      ? check.freshSeconds
      : Math.min(check.freshSeconds, freshWhenWrongSeconds);
  // What was seen with another role or configuration says nothing any more.
  const key = `${check.id} ${subject.facts.role.kind} ${JSON.stringify(subject.config)}`;
  return memo.get(key, fresh, () => lookWithin(check, subject));
}

/** One look with an end: neither what it throws nor how long it takes reaches the others. */
async function lookWithin(check: MachineCheck, subject: Subject): Promise<CheckOutcome | undefined> {
  const { context } = subject;
  const late = new AbortController();
  const signal = AbortSignal.any([context.signal, late.signal]);
  const run: typeof context.run = (command) => context.run({ ...command, signal });
  const timer = setTimeout(() => late.abort(), boundSeconds * 1000);
  const next = `Look by hand: ${check.command(subject.config)}`;
  const stopped = Promise.withResolvers<CheckOutcome>();
  late.signal.addEventListener('abort', () => {
    stopped.resolve(unseen({ said: `${check.title}: no answer within ${boundSeconds} s`, next }));
  });
  try {
    const look = check.look({ ...subject, context: { ...context, run, signal } });
    return await Promise.race([look, stopped.promise]);
  } catch (error) {
    context.signal.throwIfAborted();
    return unseen({ said: `${check.title}: ${asFailure(error).message}`, next });
  } finally {
    clearTimeout(timer);
  }
}
