import { isIP } from 'node:net';
import type { Config } from '../../config/keys.ts';
import { productionHost } from '../../config/load.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';
import { must, printable } from '../../machines/must.ts';
import type { OdooConf } from '../../odoo/odoo-conf.ts';
import { odooOption } from '../../odoo/odoo-conf.ts';
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
  const hosts = listed(result).filter((host) => !host.startsWith('/') && host !== 'localhost');
  if (hosts.length === 0) return;
  const known = await readAddresses(session);
  const familiar = [config.PG_HOST, ...(own === undefined ? [] : listed(own))];
  for (const host of hosts) {
    const addresses = await resolve(context, config, host);
    if (addresses.length > 0 && addresses.every((address) => isLoopback(address))) continue;
    const elsewhere = addresses.filter((address) => !isLoopback(address) && !known.here.has(address));
    const named = isNamed(session, host) && (addresses.length === 0 || elsewhere.length > 0);
    if (named || elsewhere.some((address) => known.production.has(address)))
      refuse(config, host, 'is production');
    if (addresses.length > 0 && elsewhere.length === 0) continue;
    if (!familiar.includes(host)) refuse(config, host, 'is not this machine');
  }
}

function listed(conf: OdooConf): readonly string[] {
  const hosts = (odooOption(conf, 'db_host') ?? '').split(',').map((host) => host.trim());
  return hosts.filter((host) => host !== '');
}

function isNamed({ config, production }: Session, host: string): boolean {
  const names = [productionHost(config), production.hello.host].map((name) => name.toLowerCase());
  return names.includes(host.toLowerCase());
}

async function readAddresses({ context, config, production }: Session): Promise<Addresses> {
  const names = [productionHost(config), production.hello.host].filter((name) => name !== '');
  const resolved = await Promise.all(names.map((name) => resolve(context, config, name)));
  const timeoutMs = config.COMMAND_SECONDS * 1000;
  const own = await context.run({ argv: ['hostname', '--all-ip-addresses'], timeoutMs });
  const here = must(own, "asking for this machine's addresses").stdout.split(/\s+/);
  return { production: new Set(resolved.flat()), here: new Set(here.filter((address) => address !== '')) };
}

/** The addresses of a name; none when it is not known. Source: getent(1), ahosts. */
async function resolve(context: Context, config: Config, host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const argv = ['getent', 'ahosts', '--', host] as const;
  const outcome = await context.run({ argv, timeoutMs: config.COMMAND_SECONDS * 1000 });
  if (outcome.exitCode === 2) return [];
  const lines = must(outcome, `looking up ${printable(host)}`).stdout.split('\n');
  return [...new Set(lines.map((line) => line.split(/\s/)[0] ?? '').filter((address) => address !== ''))];
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

function refuse(config: Config, host: string, why: string): never {
  fail('would-break-standby', {
    what: `${config.ODOO_CONF} would get db_host = ${printable(host)}, which ${why}: after a promotion Odoo would write there`,
    next: "Keep db_host in ODOO_CONF_KEEP, and let this machine's own odoo.conf name its own database or none.",
  });
}
