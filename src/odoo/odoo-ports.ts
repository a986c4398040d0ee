import { isIPv4 } from 'node:net';
import type { Config } from '../config/keys.ts';
import type { Context } from '../context.ts';
import type { FailureText } from '../failures.ts';
import type { Listener } from '../machines/listeners.ts';
import { readListeners } from '../machines/listeners.ts';
import { isRunning, readServiceStates } from '../machines/service-states.ts';
import { listenAddress } from './listen-address.ts';
import type { OdooConf } from './odoo-conf.ts';
import { odooOption, readOdooConf } from './odoo-conf.ts';

/** The ports that Odoo listens on. */
export interface OdooPorts {
  readonly wanted: readonly number[];
  /** Those of them that something else has. */
  readonly taken: readonly number[];
}

/** Whether the ports of Odoo are free; undefined when Odoo itself has them, or systemd for it. Throws `odoo-conf`. */
export async function readOdooPorts(context: Context, config: Config): Promise<OdooPorts | undefined> {
  const conf = await readOdooConf(context, config.ODOO_CONF);
  const wanted = portsOf(conf);
  const inTheWay = (await readListeners()).filter(collidesWith(interfaceOf(conf)));
  const taken = wanted.filter((port) => inTheWay.some((listener) => listener.port === port));
  if (taken.length === 0) return { wanted, taken };
  const states = await readServiceStates(context, config, [config.ODOO_SERVICE]).catch(() => []);
  const isOwn = states.some((state) => isRunning(state) || state.triggeredBy !== '');
  return isOwn ? undefined : { wanted, taken };
}

/** What is wrong where something else has a port of Odoo, and what to do; undefined where nothing has. Throws `odoo-conf`. */
export async function takenPorts(context: Context, config: Config): Promise<FailureText | undefined> {
  const ports = (await readOdooPorts(context, config))?.taken ?? [];
  if (ports.length === 0) return undefined;
  return {
    what: `port ${ports.join(' and ')}, which Odoo needs, is taken by another program: Odoo could not start, and another Odoo would write in its place`,
    next: '"ss -ltnp" names the program; stop it for good, or change http_port. Then run this again.',
  };
}

/** http_port (xmlrpc_port before Odoo 11); with workers also gevent_port (longpolling_port before Odoo 16). */
function portsOf(conf: OdooConf): readonly number[] {
  const http = odooOption(conf, 'http_port') ?? odooOption(conf, 'xmlrpc_port') ?? '8069';
  const bus = odooOption(conf, 'gevent_port') ?? odooOption(conf, 'longpolling_port') ?? '8072';
  const hasWorkers = Number(odooOption(conf, 'workers') ?? 0) > 0;
  return (hasWorkers ? [http, bus] : [http]).map(Number);
}

/** The one address that Odoo listens on; undefined when it is every one, or when that cannot be told. */
function interfaceOf(conf: OdooConf): string | undefined {
  const named = listenAddress(conf);
  const address = named === 'localhost' ? '127.0.0.1' : named;
  return address === undefined || !isIPv4(address) || address === '0.0.0.0' ? undefined : address;
}

/** Two programs may have one port at different addresses. Source: bind(2), ip(7). */
function collidesWith(own: string | undefined) {
  return ({ address }: Listener) => own === undefined || address === 'all' || address === own;
}
