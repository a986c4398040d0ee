import { asFailure, fail } from '../../failures.ts';
import { perform } from '../act.ts';
import { record } from '../incident.ts';
import type { Promotion, SubStep } from './sub-step.ts';

/** Carries the parts out in order: each is skipped when the machine shows that it is done, and proven afterwards. */
export async function runSubSteps(promotion: Promotion, steps: readonly SubStep[]): Promise<void> {
  for (const step of steps) {
    promotion.context.signal.throwIfAborted();
    if (step.expendable) await tryExpendable(promotion, step);
    else await runSubStep(promotion, step);
  }
}

async function tryExpendable(promotion: Promotion, step: SubStep): Promise<void> {
  const { context, config, incident } = promotion;
  try {
    await runSubStep(promotion, step);
  } catch (error) {
    context.signal.throwIfAborted();
    const { message, next } = asFailure(error);
    const what = `${step.what}: left out, ${message}`;
    context.log.warn(`${what}. ${next}`);
    const event = { kind: 'fact', name: step.id, what, value: message } as const;
    await record(context, config, { id: incident, event });
  }
}

async function runSubStep(promotion: Promotion, step: SubStep): Promise<void> {
  const { context, config, incident } = promotion;
  const already = await step.done(promotion);
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
    if (proof === undefined) {
      fail('verification', {
        what: 'it was done, but the machine does not show it',
        next: 'Look at the named part by hand, then run the same command again: it goes on from here.',
      });
    }
    return [...lines, proof];
  };
  const lines = await perform(context, config, {
    incident,
    act: step.id,
    step: 'promote',
    what: step.what,
    work,
  });
  const seconds = ((context.clock.elapsed() - began) / 1000).toFixed(1);
  context.log.info(`  [OK] ${lines.at(-1) ?? step.what} (${seconds} s)`);
}
