import type { Config } from '../../config/keys.ts';
import { productionHost } from '../../config/load.ts';
import { fail } from '../../failures.ts';
import { addressesOf, isLoopback, ownAddresses } from '../../machines/addresses.ts';
import { printable } from '../../machines/must.ts';
import { databaseHosts, replicaHosts } from '../../odoo/database-hosts.ts';
import type { OdooConf } from '../../odoo/odoo-conf.ts';
import type { Session } from '../job.ts';

/** What is known of where names lead. */
interface Addresses {
  readonly production: ReadonlySet<string>;
  readonly here: ReadonlySet<string>;
}

/**
 * Throws `would-break-standby` when an odoo.conf would open another machine's database: after a promotion Odoo would
 * write there. Fine are no db_host, a socket, this machine's addresses, PG_HOST, and what this machine already has.
 */
export async function guardDatabaseHost(
  session: Session,
  { result, own }: { readonly result: OdooConf; readonly own: OdooConf | undefined },
): Promise<void> {
  const { context, config } = session;
  const hosts = hostsByOption(result);
  if (hosts.length === 0) return;
  const known = await readAddresses(session);
  const familiar = [config.PG_HOST, ...(own === undefined ? [] : hostsByOption(own).map(({ host }) => host))];
  for (const { option, host } of hosts) {
    const addresses = await addressesOf(context, config, host);
    if (addresses.length > 0 && addresses.every((address) => isLoopback(address))) continue;
    const elsewhere = addresses.filter((address) => !isLoopback(address) && !known.here.has(address));
    const named = (await isNamed(session, host)) && (addresses.length === 0 || elsewhere.length > 0);
    if (named || elsewhere.some((address) => known.production.has(address)))
      refuse(config, `${option} = ${printable(host)}`, 'is production');
    if (addresses.length > 0 && elsewhere.length === 0) continue;
    if (!familiar.includes(host)) refuse(config, `${option} = ${printable(host)}`, 'is not this machine');
  }
}

function hostsByOption(conf: OdooConf): readonly { readonly option: string; readonly host: string }[] {
  const named = (option: string, hosts: readonly string[]) => hosts.map((host) => ({ option, host }));
  return [...named('db_host', databaseHosts(conf)), ...named('db_replica_host', replicaHosts(conf))];
}

async function isNamed({ config, production }: Session, host: string): Promise<boolean> {
  const { hello } = await production();
  const names = [productionHost(config), hello.host].map((name) => name.toLowerCase());
  return names.includes(host.toLowerCase());
}

async function readAddresses({ context, config, production }: Session): Promise<Addresses> {
  const { hello } = await production();
  const names = [productionHost(config), hello.host].filter((name) => name !== '');
  const resolved = await Promise.all(names.map((name) => addressesOf(context, config, name)));
  const here = new Set(await ownAddresses(context, config));
  return { production: new Set(resolved.flat()), here };
}

function refuse(config: Config, setting: string, why: string): never {
  fail('would-break-standby', {
    what: `${config.ODOO_CONF} would get ${setting}, which ${why}: after a promotion Odoo would write there`,
    next: "Keep db_host and db_replica_host in ODOO_CONF_KEEP, and let this machine's own odoo.conf name its own database or none.",
  });
}
