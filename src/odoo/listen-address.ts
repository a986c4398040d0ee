import { once } from 'node:events';
import { createServer } from 'node:net';
import { errorCode } from '../files/durable-files.ts';
import { printable } from '../machines/must.ts';
import type { OdooConf } from './odoo-conf.ts';
import { odooOption } from './odoo-conf.ts';

/** The address that odoo.conf makes Odoo listen on (names as from Odoo 11 on, and before); undefined where it sets none. */
export function listenAddress(conf: OdooConf): string | undefined {
  return odooOption(conf, 'http_interface') ?? odooOption(conf, 'xmlrpc_interface');
}

/** An address that Odoo is to listen on and cannot. */
export interface ForeignAddress {
  readonly said: string;
  readonly next: string;
}

/** Whether Odoo could not start for its address, which is not one of this machine: tried as Odoo does, on another port. */
export async function foreignAddress(conf: OdooConf): Promise<ForeignAddress | undefined> {
  const host = listenAddress(conf);
  if (host === undefined) return undefined;
  const server = createServer().listen({ host, port: 0 });
  try {
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    if (!['EADDRNOTAVAIL', 'ENOTFOUND'].includes(errorCode(error) ?? '')) return undefined;
    return {
      said: `${conf.path} makes Odoo listen on ${printable(host)}, which is no address of this machine: it could not start`,
      next: "Give this machine's odoo.conf an http_interface of its own and add it to ODOO_CONF_KEEP, unless the address comes here with a promotion.",
    };
  } finally {
    server.close();
  }
}
