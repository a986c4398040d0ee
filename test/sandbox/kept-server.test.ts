import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Config } from '../../src/config/keys.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Context } from '../../src/context.ts';
import { findMissingFiles } from '../../src/verify/missing-files.ts';
import type { KeptServer } from '../../src/postgres/kept-server.ts';
import { createKeptServer } from '../../src/postgres/kept-server.ts';
import { requireStandby } from '../../src/postgres/role.ts';
import type { StatusCache } from '../../src/status/cache.ts';
import { createStatusCache } from '../../src/status/cache.ts';
import { gatherDatabase } from '../../src/status/gather-database.ts';
import { testContext } from '../support/context.ts';
import { until } from './processes.ts';
import { promote } from './replication.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

const connections =
  "SELECT string_agg(datname, ' ') FROM pg_stat_activity WHERE application_name = 'ot-redundancy'";

let sandbox: Sandbox;
let config: Config;
let context: Context;
let kept: KeptServer;
let cache: StatusCache;
let started = 0;

beforeAll(async () => {
  sandbox = await openSandbox();
  config = (await loadConfig(sandbox.config)).values;
  const real = testContext();
  context = {
    ...real,
    run: (command) => ((started += 1), real.run(command)),
    start: (command) => ((started += 1), real.start(command)),
  };
  kept = createKeptServer(context);
  cache = createStatusCache(context.clock, { kept });
});

afterAll(async () => {
  await kept.close();
  await sandbox.close();
});

/** How many programs are started meanwhile. */
async function programs(work: () => Promise<unknown>): Promise<number> {
  const before = started;
  await work();
  return started - before;
}

const look = () => gatherDatabase(context, config, cache);

test('looking again at a standby starts no program', async () => {
  expect(await look()).toMatchObject({ role: { kind: 'standby' }, replication: { state: 'known' } });
  expect(await programs(look)).toBe(0);
});

test('a server that was started anew meanwhile is known at the next look', async () => {
  await sandbox.standby.postgres.stop('immediate');
  expect(await look()).toMatchObject({ role: { kind: 'unknown' } });
  await sandbox.standby.postgres.start();
  expect(await look()).toMatchObject({ role: { kind: 'standby' }, replication: { state: 'known' } });
  // Stopped and started between two looks: the connection is lost, and nobody has noticed.
  await sandbox.standby.postgres.stop('immediate');
  await sandbox.standby.postgres.start();
  expect(await look()).toMatchObject({ role: { kind: 'standby' }, replication: { state: 'known' } });
});

test('between two looks one connection waits, and none in a database of Odoo', async () => {
  const { own } = await look();
  const server = own?.server ?? (await requireStandby(context, config));
  await Promise.all([findMissingFiles(context, config, server), look()]);
  await until(
    async () => (await sandbox.standby.postgres.sql(connections)) === 'postgres',
    'one connection alone to wait',
  );
  expect(await programs(look)).toBe(0);
});

test('a promotion is seen over the same connection; a primary starts no program either', async () => {
  await promote(sandbox.standby.postgres);
  await until(async () => (await look()).role.kind === 'primary', 'the primary to be seen');
  expect(await programs(look)).toBe(0);
});

test('once closed nothing waits any more', async () => {
  await kept.close();
  await look();
  await until(
    async () => (await sandbox.standby.postgres.sql(connections)) === '',
    'the connections to be gone',
  );
});
