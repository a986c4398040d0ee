import type { Config } from '../config/keys.ts';
import { asFailure } from '../failures.ts';
import { until } from '../until.ts';
import type { Facts } from '../status/report.ts';
import type { Check, CheckReport, FactCheck, MachineCheck, Subject } from './check.ts';
import { unseen, untold } from './check.ts';
import { checks } from './checks.ts';
import type { Looks, Seen } from './looks.ts';
import type { Aged } from './memo.ts';

const boundSeconds = 10;
/** Somebody may be mending what is wrong, and wants to see it gone. */
const freshWhenWrongSeconds = 30;

/** Carries out every check that means something here, all at once. Throws only when it is interrupted. */
export async function runChecks(subject: Subject, looks: Looks): Promise<readonly CheckReport[]> {
  const { facts, config } = subject;
  // What was seen as another role, or with another configuration, says nothing any more.
  const stamp = `${facts.role.kind} ${JSON.stringify(config)}`;
  const done = await Promise.all(
    checks.filter(appliesTo(facts)).map(async (check) => {
      const seen =
        check.kind === 'facts'
          ? judged(check, facts, config)
          : await looked(check, subject, { looks, stamp });
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

function judged(check: FactCheck, facts: Facts, config: Config): Aged<Seen> {
  return { value: check.judge(facts, config), ageSeconds: 0 };
}

function reported(
  { id, title, command }: Check,
  config: Config,
  { value, ageSeconds }: Aged<Seen>,
): readonly CheckReport[] {
  if (value === undefined) return [];
  return [{ id, title, ...value, command: command(config), ageSeconds: Math.round(ageSeconds) }];
}

async function looked(
  check: MachineCheck,
  subject: Subject,
  { looks, stamp }: { readonly looks: Looks; readonly stamp: string },
): Promise<Aged<Seen>> {
  const seen = await looks.see({
    id: check.id,
    stamp,
    fresh: (before) =>
      before === undefined || before.verdict === 'ok'
        ? check.freshSeconds
        : Math.min(check.freshSeconds, freshWhenWrongSeconds),
    look: () => lookWithin(check, subject),
  });
  if (seen !== undefined) return seen;
  const next = 'Wait for it, or look by hand.';
  return { value: untold({ said: `${check.title}: being looked at`, next }), ageSeconds: 0 };
}

/** One look with an end: neither what it throws nor how long it takes reaches the others. */
async function lookWithin(check: MachineCheck, subject: Subject): Promise<Seen> {
  const { context } = subject;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), boundSeconds * 1000);
  const next = `Look by hand: ${check.command(subject.config)}`;
  const stopped = Promise.withResolvers<Seen>();
  late.signal.addEventListener('abort', () => {
    stopped.resolve(unseen({ said: `${check.title}: no answer within ${boundSeconds} s`, next }));
  });
  try {
    const look = check.look({ ...subject, context: until(context, late.signal) });
    return await Promise.race([look, stopped.promise]);
  } catch (error) {
    context.signal.throwIfAborted();
    return unseen({ said: `${check.title}: ${asFailure(error).message}`, next });
  } finally {
    clearTimeout(timer);
  }
}
