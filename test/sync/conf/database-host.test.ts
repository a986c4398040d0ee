import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseOdooConf } from '../../../src/odoo/odoo-conf.ts';
import { guardDatabaseHost } from '../../../src/sync/conf/database-host.ts';
import type { Session } from '../../../src/sync/job.ts';
import type { Place } from '../../support/place.ts';
import { openPlace } from '../../support/place.ts';

let place: Place;

/** Names: prod.example and its alias lead to production, here.example to this machine. */
const getent = `case "$3" in
prod.example|prod-1|alias.example) echo '192.0.2.1 STREAM'; echo '2001:db8::1 STREAM' ;;
here.example) echo '192.0.2.5 STREAM' ;;
loop.example) echo '127.0.1.1 STREAM' ;;
db.example|pg.example) echo '192.0.2.9 STREAM' ;;
*) exit 2 ;;
esac`;

beforeEach(async () => {
  place = await openPlace({ SYNCSRC: 'prod.example', PG_HOST: 'pg.example' });
  place.program('getent', getent);
  place.program('hostname', 'echo "192.0.2.5 2001:db8::5 "');
});

afterEach(() => place.close());

function guard(host: string | undefined, own?: string): Promise<void> {
  const conf = (value: string | undefined) =>
    parseOdooConf('odoo.conf', `[options]\n${value === undefined ? '' : `db_host = ${value}\n`}`);
  const hello = {
    mode: 'forced',
    gate: 1,
    host: 'prod-1',
    time: 0,
    rsync: '',
    os: '',
    arch: '',
    noise: '',
  } as const;
  const never = () => Promise.reject(new Error('not asked here'));
  const production = { hello, ask: never, fetch: never, stream: never, close: async () => undefined };
  const server = { label: '', host: '', port: 1, user: '', asSystemUser: undefined, passFile: undefined };
  const { context, config } = place;
  const session: Session = {
    ...{ context, config, server, runId: 'r', lockFds: [], allowRemovals: false },
    production: async () => production,
    expectProduction: () => undefined,
  };
  return guardDatabaseHost(session, { result: conf(host), own: own === undefined ? undefined : conf(own) });
}

test.each([
  undefined,
  'False',
  'localhost',
  '127.0.0.1',
  '::1',
  '/var/run/postgresql',
  '192.0.2.5',
  'here.example',
  'loop.example',
  'pg.example',
  '/run/a,localhost',
])('[promise 9] db_host %s is fine', async (host) => {
  await expect(guard(host)).resolves.toBeUndefined();
});

test.each([
  'prod.example',
  'PROD.example',
  'prod-1',
  'alias.example',
  '192.0.2.1',
  '2001:db8::1',
  'localhost,prod-1',
])('[hazard 17] db_host %s leads to production, even when this machine has it already', async (host) => {
  await expect(guard(host)).rejects.toMatchObject({ code: 'would-break-standby' });
  await expect(guard(host, host)).rejects.toThrow('is production');
});

test.each(['db.example', '198.51.100.3', 'unknown.example'])(
  '[promise 9] db_host %s is another machine, fine only when this machine has it already',
  async (host) => {
    await expect(guard(host)).rejects.toThrow('is not this machine');
    await expect(guard(host, host)).resolves.toBeUndefined();
  },
);

test('[promise 9] db_replica_host is held to the same', async () => {
  await expect(guard('False\ndb_replica_host = here.example')).resolves.toBeUndefined();
  await expect(guard('False\ndb_replica_host = db.example')).rejects.toThrow(
    'db_replica_host = db.example, which is not this machine',
  );
  await expect(guard('False\ndb_replica_host = prod-1')).rejects.toThrow('which is production');
});
