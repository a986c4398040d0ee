import { lastLines, must } from '../../machines/must.ts';
import type { Outcome } from '../../machines/command.ts';
import type { Problem } from '../plan.ts';
import type { Apt } from './apt-get.ts';
import { keepConfiguration, quietEnvironment, toItsEnd } from './apt-get.ts';
import type { Installed } from './facts.ts';
import { readInstalled } from './facts.ts';

const retryMs = 3_000;

/** Finishes what an interrupted installation left half done. Resolves to what could not be finished. */
export async function finishInterrupted(apt: Apt): Promise<readonly Problem[]> {
  const outcome = await configureAll(apt);
  if (outcome.ended !== 'exited') must(outcome, 'finishing an interrupted installation');
  if (outcome.exitCode === 0) return [];
  const what = `an interrupted installation cannot be finished: ${lastLines(outcome.stderr, 3)}`;
  return [{ item: 'dpkg', what, next: 'See what it says: dpkg --configure -a' }];
}

/** It does not hold our locks with us: a daemon that a maintainer script starts would keep them. dpkg has one of its own. */
async function configureAll({ context, config }: Apt): Promise<Outcome> {
  const until = context.clock.elapsed() + config.COMMAND_SECONDS * 1000;
  for (;;) {
    const outcome = await context.run({
      argv: ['dpkg', ...keepConfiguration, '--configure', '-a'],
      env: quietEnvironment,
      timeoutMs: config.JOB_SECONDS * 1000,
      ...toItsEnd,
    });
    // Unlike apt-get, dpkg does not wait for another that is at work.
    const busy = outcome.exitCode === 2 && /lock/.test(outcome.stderr);
    if (!busy || context.clock.elapsed() > until) return outcome;
    await context.clock.sleep(retryMs, context.signal);
  }
}

/** The packages that are wholly installed here now. */
export async function installedNow(apt: Apt, native: string): Promise<ReadonlyMap<string, Installed>> {
  const { context, config } = apt;
  const format = '${Package} ${Version} ${Architecture} ${db:Status-Status}\\n';
  const timeoutMs = config.COMMAND_SECONDS * 1000;
  const outcome = await context.run({ argv: ['dpkg-query', '-W', '-f', format], timeoutMs });
  return readInstalled(must(outcome, 'listing the packages').stdout.split('\n'), native);
}
