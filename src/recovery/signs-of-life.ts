import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { asFailure } from '../failures.ts';
import { addressesOf, isOwnAddress } from '../machines/addresses.ts';
import type { Knock } from '../machines/knock.ts';
import { knock } from '../machines/knock.ts';
import type { Server } from '../postgres/psql.ts';
import { readReplication } from '../postgres/replication.ts';

/**
 * What a look shows of production. `silent`: it was asked and says nothing, which proves nothing by itself. `unknown`: it
 * could not be asked, so that it may well live.
 */
export type Sign = 'alive' | 'silent' | 'unknown';

/** One way of looking for production. */
export interface Probe {
  readonly name: string;
  readonly sign: Sign;
  readonly what: string;
}

/** Is told of each probe the moment its answer is there, while the rest of the look still waits. */
export type Tell = (probe: Probe) => void;

/** The name of the probe that looks at what feeds this standby. */
export const replicationProbe = 'replication';

const ports = [
  { name: 'HTTP', port: 80 },
  { name: 'HTTPS', port: 443 },
  { name: 'Odoo', port: 8069 },
  { name: 'PostgreSQL', port: 5432 },
] as const;

/** Looks for production in several ways at once: its ports, and the connection that feeds this standby. */
export async function probeProduction(
  context: Context,
  config: Config,
  { server, tell = () => undefined }: { readonly server: Server; readonly tell?: Tell },
): Promise<readonly Probe[]> {
  const receiver = async () => {
    const probe = await probeReceiver(context, config, server);
    tell(probe);
    return [probe];
  };
  return (await Promise.all([probePorts(context, config, tell), receiver()])).flat();
}

/** Looks at production's ports alone: for a machine whose database cannot be asked. */
export async function probePorts(
  context: Context,
  config: Config,
  tell: Tell = () => undefined,
): Promise<readonly Probe[]> {
  const addresses = await findProduction(context, config);
  if (typeof addresses === 'string') return [{ name: 'address', sign: 'unknown', what: addresses }];
  const asked = [{ name: 'ssh', port: config.SSH_PORT }, ...ports];
  return Promise.all(
    asked.map(async ({ name, port }) => {
      const door = { port, seconds: config.CONNECT_SECONDS };
      const knocks = await Promise.all(addresses.map((address) => knock(context, { ...door, address })));
      const probe = { name, ...joined(port, knocks) };
      tell(probe);
      return probe;
    }),
  );
}

/** Production's addresses, or why they are not known. The first of several name servers may have died with it. */
async function findProduction(context: Context, config: Config): Promise<readonly string[] | string> {
  const { SYNCSRC: host, CONNECT_SECONDS: seconds } = config;
  if (host === 'NOT-SET') return 'production is not known (SYNCSRC)';
  const patience = { ...config, COMMAND_SECONDS: 2 * seconds };
  const found = await addressesOf(context, patience, host).catch(
    (error: unknown) => asFailure(error).message,
  );
  if (typeof found === 'string') return found;
  if (found.length === 0) return `nobody knows the address of ${host}`;
  // A name or an address that was repointed already: our own ports say nothing of production.
  const others = found.filter((address) => !isOwnAddress(address));
  return others.length > 0 ? others : `${host} leads to this machine itself (${found.join(', ')})`;
}

/** One open door is life. An address that this machine has no way to, such as one of IPv6, says nothing beside another one. */
function joined(port: number, knocks: readonly Knock[]): Pick<Probe, 'sign' | 'what'> {
  const best = (['open', 'closed', 'none', 'unknown'] as const)
    .map((answer) => knocks.find((each) => each.answer === answer))
    .find((each) => each !== undefined);
  const sign = best?.answer === 'open' ? 'alive' : best?.answer === 'unknown' ? 'unknown' : 'silent';
  return { sign, what: `port ${port} ${best?.said ?? 'has no address'}` };
}

/** A receiver that streams hears from the primary all the time: it lives. */
async function probeReceiver(context: Context, config: Config, server: Server): Promise<Probe> {
  const name = replicationProbe;
  try {
    const { receiver } = await readReplication(context, config, server);
    if (receiver.kind === 'none') return { name, sign: 'silent', what: 'no WAL comes in' };
    if (receiver.kind === 'hidden') {
      const what = `there is a receiver, and ${server.user} may not see whether WAL comes in (pg_read_all_stats)`;
      return { name, sign: 'unknown', what };
    }
    const age = Math.round(receiver.lastMessageAge ?? Number.POSITIVE_INFINITY);
    const recent = receiver.status === 'streaming' && age < config.CONNECT_SECONDS + 60;
    return { name, sign: recent ? 'alive' : 'silent', what: `${receiver.status}, last message ${age} s ago` };
  } catch (error) {
    return { name, sign: 'unknown', what: asFailure(error).message };
  }
}
