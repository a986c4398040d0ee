/** The way back that PostgreSQL has: the former production follows the machine that took over. */
import { addresses } from './names.ts';
import type { Pair } from './pair.ts';
import { until } from './ready.ts';
import { suites } from './suites.ts';

/** Rewinds the former production, which runs, onto the promoted standby, and has it stream from there. */
export async function rewindProduction(pair: Pair): Promise<void> {
  const { production, standby } = pair;
  const version = String(suites[pair.suite].postgres);
  const data = `/var/lib/postgresql/${version}/main`;
  const source = `host=${addresses.standby} user=rewinder password=rewinder dbname=postgres`;
  await production.ok(`systemctl disable --now odoo && systemctl stop postgresql@${version}-main`, {
    timeout: 120,
  });
  await standby.sql("CREATE ROLE rewinder SUPERUSER LOGIN PASSWORD 'rewinder'");
  await standby.sql("SELECT pg_create_physical_replication_slot('lab_former')");
  await standby.ok(`cat >> /etc/postgresql/${version}/main/pg_hba.conf`, {
    input: `host all,replication rewinder ${addresses.production}/32 scram-sha-256\n`,
  });
  await standby.ok(`systemctl reload postgresql@${version}-main`);
  await standby.sql('CHECKPOINT');
  const program = `/usr/lib/postgresql/${version}/bin/pg_rewind`;
  await production.ok([program, '-D', data, `--source-server=${source}`], { user: 'postgres', timeout: 300 });
  // pg_rewind brings the new primary's own settings along, those from its time as a standby too: the last one counts.
  const settings = `primary_conninfo = '${source}'\nprimary_slot_name = 'lab_former'\n`;
  await production.ok(`cat >> ${data}/postgresql.auto.conf && touch ${data}/standby.signal`, {
    user: 'postgres',
    input: settings,
  });
  await production.ok(`systemctl start postgresql@${version}-main`, { timeout: 120 });
  const streams = "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND usename = 'rewinder'";
  await until(standby, `runuser -u postgres -- psql -XAtqc "${streams}" | grep -q 1`, 60);
}
