import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { fail } from '../failures.ts';
import { readRole } from '../postgres/role.ts';
import type { Probe } from './signs-of-life.ts';
import { probePorts, probeProduction } from './signs-of-life.ts';

/** Looks for production in every way that this machine can: without its own database, at the ports alone. */
export async function lookForSigns(context: Context, config: Config): Promise<readonly Probe[]> {
  const role = await readRole(context, config);
  if (role.kind !== 'unknown') return probeProduction(context, config, role.server);
  const unasked = { name: 'replication', alive: false, what: `cannot be asked: ${role.why}` };
  return [...(await probePorts(context, config)), unasked];
}

/** Probes as lines for people. */
export function probeLines(probes: readonly Probe[]): readonly string[] {
  return probes.map(
    ({ name, alive, what }) => `${alive ? 'production lives' : 'no sign of life'}: ${name}, ${what}`,
  );
}

/** Throws `production-alive`, naming every sign of life, unless there is none. */
export function requireFenced(probes: readonly Probe[]): void {
  const signs = probeLines(probes.filter(({ alive }) => alive));
  if (signs.length === 0) return;
  fail('production-alive', {
    what: signs.join('; '),
    next: 'Shut it down by hand (an open ssh port is a sign, too), then try again. If it truly can do no harm, say why: ot-recovery step fence done --reason WHY',
  });
}
