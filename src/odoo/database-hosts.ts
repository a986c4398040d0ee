import type { OdooConf } from './odoo-conf.ts';
import { odooOption } from './odoo-conf.ts';

/** The hosts that db_host names, without sockets and localhost: those that may be another machine. */
export function databaseHosts(conf: OdooConf): readonly string[] {
  const hosts = (odooOption(conf, 'db_host') ?? '').split(',').map((host) => host.trim());
  return hosts.filter((host) => host !== '' && host !== 'localhost' && !host.startsWith('/'));
}
