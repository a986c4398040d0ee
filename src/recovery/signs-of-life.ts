import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import { asFailure } from '../failures.ts';
import { addressesOf, isOwnAddress } from '../machines/addresses.ts';
import type { Knock } from '../machines/knock.ts';
import { knock } from '../machines/knock.ts';
import type { Server } from '../postgres/psql.ts';
import type { Replication } from '../postgres/replication.ts';
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
  const replication = readReplication(context, config, server);
  const receiver = async () => {
    const probe = await probeReceiver(config, server, replication);
    tell(probe);
    return [probe];
  };
  const addresses = findProduction(context, config);
  const ownPort = async () => {
    const port = await replication.then(({ primaryPort }) => primaryPort).catch(() => undefined);
    const doors = port === undefined ? [] : unusual(config, port);
    const found = await addresses;
    return typeof found === 'string' ? [] : knockAt(context, config, { addresses: found, doors, tell });
  };
  const usual = addresses.then((found) => knockUsual(context, config, { found, tell }));
  return (await Promise.all([usual, ownPort(), receiver()])).flat();
}

/** Looks at production's ports alone: for a machine whose database cannot be asked. */
export async function probePorts(context: Context, config: Config): Promise<readonly Probe[]> {
  const found = await findProduction(context, config);
  return knockUsual(context, config, { found, tell: () => undefined });
}

async function knockUsual(
  context: Context,
  config: Config,
  { found, tell }: { readonly found: readonly string[] | string; readonly tell: Tell },
): Promise<readonly Probe[]> {
  if (typeof found === 'string') return [{ name: 'address', sign: 'unknown', what: found }];
  return knockAt(context, config, { addresses: found, doors: usualDoors(config), tell });
}

interface Named {
  readonly name: string;
  readonly port: number;
}

function usualDoors({ SSH_PORT }: Config): readonly Named[] {
  return [{ name: 'ssh', port: SSH_PORT }, ...ports];
}

/** The port of production's PostgreSQL, where it is none that is looked at anyway. */
function unusual(config: Config, port: number): readonly Named[] {
  return usualDoors(config).some((door) => door.port === port) ? [] : [{ name: 'PostgreSQL', port }];
}

interface Round {
  readonly addresses: readonly string[];
  readonly doors: readonly Named[];
  readonly tell: Tell;
}

function knockAt(
  context: Context,
  config: Config,
  { addresses, doors, tell }: Round,
): Promise<readonly Probe[]> {
  return Promise.all(
    doors.map(async ({ name, port }) => {
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
async function probeReceiver(
  config: Config,
  server: Server,
  replication: Promise<Replication>,
): Promise<Probe> {
  const name = replicationProbe;
  try {
    const { receiver } = await replication;
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
