import { connect } from 'node:net';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { Server } from '../postgres/psql.ts';
import { readReplication } from '../postgres/replication.ts';

/** One way of looking for production. */
export interface Probe {
  readonly name: string;
  /** Whether production shows that it lives. Silence proves nothing by itself. */
  readonly alive: boolean;
  readonly what: string;
}

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
  server: Server,
): Promise<readonly Probe[]> {
  const [atPorts, receiver] = await Promise.all([
    probePorts(context, config),
    probeReceiver(context, config, server),
  ]);
  return [...atPorts, receiver];
}

/** Looks at production's ports alone: for a machine whose database cannot be asked. */
export function probePorts(context: Context, config: Config): Promise<readonly Probe[]> {
  const asked = [{ name: 'ssh', port: config.SSH_PORT }, ...ports];
  return Promise.all(asked.map(({ name, port }) => probePort(context, config, { name, port })));
}

function probePort(
  context: Context,
  config: Config,
  { name, port }: { readonly name: string; readonly port: number },
): Promise<Probe> {
  const { promise, resolve } = Promise.withResolvers<Probe>();
  const probe = (alive: boolean, said: string) => resolve({ name, alive, what: `port ${port} ${said}` });
  if (config.SYNCSRC === 'NOT-SET')
    return Promise.resolve({ name, alive: false, what: 'SYNCSRC is not set' });
  const socket = connect({ host: config.SYNCSRC, port, signal: context.signal });
  socket.setTimeout(config.CONNECT_SECONDS * 1000, () => {
    probe(false, `does not answer within ${config.CONNECT_SECONDS} s`);
    socket.destroy();
  });
  socket.on('connect', () => {
    probe(true, 'is open');
    socket.destroy();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    // A refusal may come from a firewall as well as from a machine whose services are stopped.
    if (error.code === 'ECONNREFUSED') probe(false, 'is closed');
    else probe(false, `is not reached (${error.code ?? error.message})`);
  });
  return promise;
}

/** A receiver that streams hears from the primary all the time: it lives. */
async function probeReceiver(context: Context, config: Config, server: Server): Promise<Probe> {
  const name = replicationProbe;
  try {
    const { receiver } = await readReplication(context, config, server);
    if (receiver.kind !== 'seen') return { name, alive: false, what: 'no WAL comes in' };
    const age = Math.round(receiver.lastMessageAge ?? Number.POSITIVE_INFINITY);
    const recent = receiver.status === 'streaming' && age < config.CONNECT_SECONDS + 60;
    return { name, alive: recent, what: `${receiver.status}, last message ${age} s ago` };
  } catch (error) {
    return { name, alive: false, what: error instanceof Error ? error.message : String(error) };
  }
}
