import { join } from 'node:path';
import type { Config } from '../../config/keys.ts';
import type { Context } from '../../context.ts';
import { fail } from '../../failures.ts';
import { formatBytes } from '../../figures.ts';
import { spaceOf } from '../../files/free-space.ts';
import { readServiceStates } from '../../machines/service-states.ts';
import { foreignAddress } from '../../odoo/listen-address.ts';
import { readOdooConf } from '../../odoo/odoo-conf.ts';
import { takenPorts } from '../../odoo/odoo-ports.ts';
import type { Target } from '../drivers/manager.ts';
import { foreignReplica, openAsOdoo } from './own-database.ts';

const mebibyte = 1 << 20;

/**
 * Refuses what would leave a promotion stranded behind its point of no return, as far as this machine alone shows it; all is
 * asked at once. Throws `would-break-standby`, `disk-space`, `odoo-conf`, `database`.
 */
export async function requireReady(context: Context, config: Config, target: Target): Promise<void> {
  await Promise.all([
    requireServices(context, config),
    requireOdooDatabase(context, config, target),
    requireReplica(context, config),
    requireSpace(config, target),
    requirePorts(context, config),
    warnOfAddress(context, config),
  ]);
}

async function requirePorts(context: Context, config: Config): Promise<void> {
  const taken = await takenPorts(context, config);
  if (taken !== undefined) fail('would-break-standby', taken);
}

/** The address may come along with the promotion: nothing is refused for it. */
async function warnOfAddress(context: Context, config: Config): Promise<void> {
  const foreign = await foreignAddress(await readOdooConf(context, config.ODOO_CONF));
  if (foreign !== undefined) context.log.warn(`${foreign.said}. ${foreign.next}`);
}

/** systemd has all that a promotion starts, and may start it. */
async function requireServices(context: Context, config: Config): Promise<void> {
  const names = [config.ODOO_SERVICE, ...config.SERVICES];
  const states = await readServiceStates(context, config, names);
  const missing = names.flatMap((name, index) => {
    const load = states[index]?.load ?? '';
    return load === 'loaded' ? [] : [`${name} (${load})`];
  });
  if (missing.length === 0) return;
  fail('would-break-standby', {
    what: `a promotion could not start ${missing.join(', ')}: Odoo would stay off behind the point of no return`,
    next: 'Install what is missing, unmask what is masked, or correct ODOO_SERVICE and SERVICES.',
  });
}

/** Odoo does not open another server. That it opens none may have reasons that only hold for this look. */
async function requireOdooDatabase(context: Context, config: Config, { server }: Target): Promise<void> {
  const opened = await openAsOdoo({ context, config }, server);
  if (opened.kind === 'own') return;
  const where = `db_host, db_port, db_user and db_password in ${config.ODOO_CONF}`;
  if (opened.kind === 'none') {
    return context.log.warn(
      `${config.ODOO_USER} cannot open the database as Odoo would: ${opened.why}; see ${where}`,
    );
  }
  fail('would-break-standby', {
    what: `${config.ODOO_CONF} opens another PostgreSQL than ${server.label}: Odoo would start on other data`,
    next: `Correct ${where}: two clusters run here, or the port is forwarded.`,
  });
}

async function requireReplica(context: Context, config: Config): Promise<void> {
  const host = await foreignReplica({ context, config });
  if (host === undefined) return;
  const { said: what, next } = readsElsewhere(config, host);
  fail('would-break-standby', { what, next });
}

/** What is wrong with a db_replica_host of another machine, and what to do. */
export function readsElsewhere(
  config: Config,
  host: string,
): { readonly said: string; readonly next: string } {
  const whose = host === config.SYNCSRC ? 'which is production' : 'which is not this machine';
  return {
    said: `${config.ODOO_CONF} has db_replica_host = ${host}, ${whose}: after a promotion Odoo would read old data there`,
    next: 'Take db_replica_host out of it, and add db_replica_host and db_replica_port to ODOO_CONF_KEEP.',
  };
}

/** There is room for what a primary writes; its WAL may lie on a disk of its own. */
async function requireSpace({ PG_MIN_FREE_MB: least }: Config, { dataDirectory }: Target): Promise<void> {
  if (dataDirectory === undefined) return;
  for (const folder of [dataDirectory, join(dataDirectory, 'pg_wal')]) {
    const free = (await spaceOf(folder))?.free ?? Infinity;
    if (free >= least * mebibyte) continue;
    fail('disk-space', {
      what: `only ${formatBytes(free)} are free in ${folder}, less than ${least} MiB (PG_MIN_FREE_MB): a primary would stop for lack of space`,
      next: 'Make room there first; if that little will do, lower PG_MIN_FREE_MB.',
    });
  }
}
