import type { OdooConf } from './odoo-conf.ts';
import { odooOption } from './odoo-conf.ts';

/** The hosts that db_host names, without sockets and localhost: those that may be another machine. */
export function databaseHosts(conf: OdooConf): readonly string[] {
  return foreignHosts(odooOption(conf, 'db_host'));
}

/** The same of db_replica_host, which Odoo reads from since version 18. */
export function replicaHosts(conf: OdooConf): readonly string[] {
  return foreignHosts(odooOption(conf, 'db_replica_host'));
}

function foreignHosts(list: string | undefined): readonly string[] {
  const hosts = (list ?? '').split(',').map((host) => host.trim());
  return hosts.filter((host) => host !== '' && host !== 'localhost' && !host.startsWith('/'));
}
