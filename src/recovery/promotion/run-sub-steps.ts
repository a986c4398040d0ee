import { asFailure, fail } from '../../failures.ts';
import { perform } from '../act.ts';
import { record } from '../incident.ts';
import type { Phase, Promotion, SubStep } from './sub-step.ts';

/** Carries phases out in order: each part is skipped when the machine shows that it is done, and proven afterwards. */
export async function runPhases(promotion: Promotion, phases: readonly Phase[]): Promise<void> {
  for (const phase of phases) {
    promotion.context.signal.throwIfAborted();
    const asked = phase.map((step) => ({ step, already: step.done(promotion) }));
    // One that cannot be asked is heard when it is its turn: parts before it are carried out all the same.
    for (const { already } of asked) already.catch(() => undefined);
    for (const part of asked) {
      promotion.context.signal.throwIfAborted();
      if (part.step.expendable) await tryExpendable(promotion, part);
      else await runSubStep(promotion, part);
    }
  }
}

/** A part, and what it answered when its phase began. */
interface Asked {
  readonly step: SubStep;
  readonly already: Promise<string | undefined>;
}

async function tryExpendable(promotion: Promotion, asked: Asked): Promise<void> {
  const { context, config, incident } = promotion;
  const { step } = asked;
  try {
    await runSubStep(promotion, asked);
  } catch (error) {
    context.signal.throwIfAborted();
    const { message, next } = asFailure(error);
    const what = `${step.what}: left out, ${message}`;
    context.log.warn(`${what}. ${next}`);
    const event = { kind: 'fact', name: step.id, what, value: message } as const;
    await record(context, config, { id: incident, event });
  }
}

const unproven = {
  what: 'it was done, but the machine does not show it',
  next: 'Look at the named part by hand, then run the same command again: it goes on from here.',
};

async function runSubStep(promotion: Promotion, asked: Asked): Promise<void> {
  const { context, config, incident } = promotion;
  const { step } = asked;
  const already = await asked.already;
  if (already !== undefined) {
    context.log.info(`  [OK] ${step.what}: ${already}`);
    const what = `${step.what}: already so, ${already}`;
    await record(context, config, {
      id: incident,
      event: { kind: 'fact', name: step.id, what, value: already },
    });
    return;
  }
  context.log.info(`  [..] ${step.what}`);
  const began = context.clock.elapsed();
  const work = async () => {
    const lines = await step.act(promotion);
    const proof = await step.done(promotion);
    if (proof === undefined) fail('verification', (await step.unproven?.(promotion)) ?? unproven);
    return [...lines, proof];
  };
  const { id: act, what } = step;
  const lines = await perform(context, config, { incident, act, step: 'promote', what, work });
  context.log.progress();
  const seconds = ((context.clock.elapsed() - began) / 1000).toFixed(1);
  context.log.info(`  [OK] ${lines.at(-1) ?? step.what} (${seconds} s)`);
}
