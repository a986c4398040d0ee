import * as v from 'valibot';
import { addressesOf } from '../../machines/addresses.ts';
import { isOwnHost } from '../../machines/own-host.ts';
import { queryJson } from '../../postgres/psql.ts';
import type { Probe } from '../../recovery/signs-of-life.ts';
import { probePorts } from '../../recovery/signs-of-life.ts';
import type { CheckOutcome, MachineCheck, Subject } from '../check.ts';
import { failing, fine, untold } from '../check.ts';

/** What production as it was runs only as long as it is production, or as a standby of this machine. */
const telling = ['Odoo', 'PostgreSQL'];

/** After a promotion the former production stays off, or comes back as a standby of this machine: never as it was. */
export const formerProduction: MachineCheck = {
  kind: 'machine',
  id: 'former-production',
  title: 'former production',
  roles: ['primary'],
  freshSeconds: 300,
  command: () => "sudo -u postgres psql -c 'SELECT client_addr, state FROM pg_stat_replication'",
  async look(subject) {
    const { context, config } = subject;
    const { SYNCSRC: host } = config;
    // Through a tunnel, or on production itself, nothing follows from what is seen there.
    if (host === 'NOT-SET' || (await isOwnHost(context, config, host))) return undefined;
    const probes = await probePorts(context, config);
    const values = Object.fromEntries(probes.map(({ name, what }) => [name, what]));
    const running = probes.filter(({ name, sign }) => sign === 'alive' && telling.includes(name));
    if (running.length === 0) return judgeSilence(host, probes, values);
    if (await follows(subject)) return fine(`${host} follows this machine`, values);
    return failing({
      said: `${host} runs ${list(running)} and does not follow this machine: two machines in production`,
      next: 'Shut it down: it may come back as a standby of this machine alone (pg_rewind). If it is one, under another address: ot-configure --set SYNCSRC=NOT-SET here.',
      values,
    });
  },
};

function judgeSilence(host: string, probes: readonly Probe[], values: Record<string, string>): CheckOutcome {
  if (probes.some(({ sign }) => sign !== 'unknown'))
    return fine(`${host} runs no Odoo and no PostgreSQL`, values);
  const said = `it cannot be told whether ${host} runs: ${probes.map(({ what }) => what).join('; ')}`;
  return untold({ said, next: 'See that it is off, and stays off.', values });
}

/** Whether it receives WAL from here, which a primary does from nobody. */
async function follows({ context, config, database }: Subject): Promise<boolean> {
  if (database === undefined) return false;
  const sql =
    "SELECT coalesce(json_agg(DISTINCT host(client_addr)), '[]') FROM pg_stat_replication WHERE client_addr IS NOT NULL";
  const { server } = database;
  const [clients = [], addresses] = await Promise.all([
    queryJson(context, config, { server, sql, schema: v.array(v.string()) }),
    addressesOf(context, config, config.SYNCSRC),
  ]);
  return addresses.some((address) => clients.includes(address));
}

function list(probes: readonly Probe[]): string {
  return probes.map(({ name }) => name).join(' and ');
}
