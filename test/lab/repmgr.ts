/** repmgr over the replication that a pair has; the pair needs the extra packages `repmgr`. */
import type { Machine } from './machine.ts';
import { addresses, roles } from './names.ts';
import type { Pair } from './pair.ts';
import { until } from './ready.ts';
import { suites } from './suites.ts';

const config = '/etc/repmgr.conf';

/** Registers production and standby with repmgr, and starts the standby's daemon, which only watches. */
export async function startRepmgr(pair: Pair): Promise<void> {
  const { production, standby } = pair;
  await production.sql('CREATE ROLE repmgr SUPERUSER LOGIN');
  await production.sql('CREATE DATABASE repmgr OWNER repmgr');
  for (const machine of [production, standby]) await prepare(machine, suites[pair.suite].postgres);
  await asPostgres(production, 'primary register');
  await until(
    standby,
    "runuser -u postgres -- psql -XAtqc 'SELECT 1 FROM repmgr.nodes' repmgr | grep -q 1",
    60,
  );
  await asPostgres(standby, 'standby register --upstream-node-id=1 --force');
  await standby.put('/etc/default/repmgrd', `REPMGRD_ENABLED=yes\nREPMGRD_CONF=${config}\n`);
  await standby.ok('systemctl restart repmgrd');
  await until(
    standby,
    "runuser -u postgres -- psql -XAtqc 'SELECT repmgr.repmgrd_is_running()' repmgr | grep -q t",
    60,
  );
}

async function prepare(machine: Machine, version: number): Promise<void> {
  const { role } = machine;
  const folder = `/etc/postgresql/${version}/main`;
  const lines = [
    `node_id=${roles.indexOf(role) + 1}`,
    `node_name='${role}'`,
    `conninfo='host=${addresses[role]} user=repmgr dbname=repmgr connect_timeout=2'`,
    `data_directory='/var/lib/postgresql/${version}/main'`,
    `pg_bindir='/usr/lib/postgresql/${version}/bin'`,
    "failover='manual'",
  ];
  await machine.put(config, `${lines.join('\n')}\n`);
  await machine.put(`${folder}/conf.d/repmgr.conf`, "shared_preload_libraries = 'repmgr'\n");
  await machine.ok(`echo 'host all,replication repmgr samenet trust' >> ${folder}/pg_hba.conf`);
  await machine.ok(`pg_ctlcluster ${version} main restart`);
}

/** Runs repmgr as it wants to be run. */
async function asPostgres(machine: Machine, words: string): Promise<string> {
  return machine.ok(`cd / && runuser -u postgres -- repmgr -f ${config} ${words} 2>&1`, { timeout: 120 });
}
