import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { readRole } from '../postgres/role.ts';
import type { Probe, Sign } from './signs-of-life.ts';
import { probePorts, probeProduction } from './signs-of-life.ts';

/** The name of what stands in for the database's own look where it cannot be asked. */
const ownDatabase = 'database of this machine';

/**
 * Looks for production in every way that this machine can: at its ports, and on a standby at what feeds the database.
 * A primary receives from nobody.
 */
export async function lookForSigns(context: Context, config: Config): Promise<readonly Probe[]> {
  const role = await readRole(context, config);
  if (role.kind === 'standby') return probeProduction(context, config, role);
  const atPorts = await probePorts(context, config);
  if (role.kind === 'primary') return atPorts;
  return [...atPorts, { name: ownDatabase, sign: 'unknown', what: `cannot be asked: ${role.why}` }];
}

const pauseMs = 500;

/** Looks until nothing of production answers, at most so many seconds: what is shut down in order takes its time. */
export async function waitForSilence(
  context: Context,
  config: Config,
  seconds: number,
): Promise<readonly Probe[]> {
  const until = context.clock.elapsed() + seconds * 1000;
  for (;;) {
    const seen = await lookForSigns(context, config);
    const alive = seen.find(({ sign }) => sign === 'alive');
    if (alive === undefined || context.clock.elapsed() > until) return seen;
    context.log.progress({ label: `waiting for production to go down (${alive.name}, ${alive.what})` });
    await context.clock.sleep(pauseMs, context.signal);
  }
}

const meanings: Readonly<Record<Sign, string>> = {
  alive: 'production lives',
  silent: 'no sign of life',
  unknown: 'it cannot be told whether production lives',
};

/** Probes as lines for people. */
export function probeLines(probes: readonly Probe[]): readonly string[] {
  return probes.map(({ name, sign, what }) => `${meanings[sign]}: ${name}, ${what}`);
}

/**
 * Throws `production-alive`, naming every sign of life, and `production-unknown` when production itself could not be looked
 * for. A database of this machine that is down is no reason to doubt what its ports show.
 */
export function requireFenced(probes: readonly Probe[]): void {
  const byReason = 'say why: ot-recovery step fence done --reason WHY';
  const signs = probeLines(probes.filter(({ sign }) => sign === 'alive'));
  if (signs.length > 0) {
    fail('production-alive', {
      what: signs.join('; '),
      next: `Shut it down by hand (an open ssh port is a sign, too), then try again. If it truly can do no harm, ${byReason}`,
    });
  }
  const unknown = probeLines(probes.filter(({ name, sign }) => sign === 'unknown' && name !== ownDatabase));
  if (unknown.length === 0) return;
  fail('production-unknown', {
    what: unknown.join('; '),
    next: `Put right what stands in the way of looking, then try again. If you saw yourself that it is off, ${byReason}`,
  });
}
