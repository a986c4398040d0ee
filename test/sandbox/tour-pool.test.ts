import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import * as v from 'valibot';
import type { Config } from '../../src/config/keys.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Context } from '../../src/context.ts';
import { listDatabases } from '../../src/postgres/databases.ts';
import { inEachDatabase } from '../../src/postgres/in-each-database.ts';
import type { Server } from '../../src/postgres/psql.ts';
import { queryJson } from '../../src/postgres/psql.ts';
import { requireStandby } from '../../src/postgres/role.ts';
import type { TourPool } from '../../src/postgres/tour-pool.ts';
import { openTourPool } from '../../src/postgres/tour-pool.ts';
import { testContext } from '../support/context.ts';
import { until } from './processes.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const backends = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ot-redundancy'";
const ownPid = 'SELECT to_json(pg_backend_pid())';

let sandbox: Sandbox;
let config: Config;
let started: number;
let context: Context;
let once: Server;
let server: Server & { readonly tours: TourPool };

beforeAll(async () => {
  sandbox = await openSandbox();
  config = (await loadConfig(sandbox.config)).values;
});
afterAll(() => sandbox.close());

beforeEach(async () => {
  started = 0;
  const real = testContext();
  const start: Context['start'] = (command) => {
    started += 1;
    return real.start(command);
  };
  context = { ...real, start };
  once = await requireStandby(context, config);
  server = { ...once, tours: openTourPool(context, config, { server: once }) };
});
afterEach(() => server.tours[Symbol.asyncDispose]());

const ask = <S extends v.GenericSchema>(sql: string, schema: S) =>
  queryJson(context, config, { server, sql, schema });

test('many questions in a row start one program; each gets its own answer, also when they come at once', async () => {
  const numbers = Array.from({ length: 20 }, (_, index) => index);
  for (const number of numbers) expect(await ask(`SELECT to_json(${number})`, v.number())).toBe(number);
  expect(started).toBe(1);
  const answers = await Promise.all(numbers.map((number) => ask(`SELECT to_json(${number})`, v.number())));
  expect(answers).toEqual(numbers);
});

test('answers are those that a program of its own would give: on many lines, in any letters, none at all', async () => {
  const names = await listDatabases(context, config, once);
  expect(await listDatabases(context, config, server)).toEqual(names);
  const many = `SELECT json_agg(json_build_object('n', n, 'text', 'Zürich — 東京' || chr(10) || repeat('x', 5000)))
    FROM generate_series(1, 50) AS n`;
  const schema = v.array(v.object({ n: v.number(), text: v.string() }));
  const expected = await queryJson(context, config, { server: once, sql: many, schema });
  expect(expected).toHaveLength(50);
  expect(await ask(many, schema)).toEqual(expected);
  expect(await ask('SELECT to_json(1) WHERE false', v.number())).toBeUndefined();
});

test('a question that fails says what PostgreSQL said; the next one is asked all the same', async () => {
  await expect(ask('SELECT nonsense', v.number())).rejects.toMatchObject({
    code: 'database',
    message: expect.stringContaining('column "nonsense" does not exist'),
  });
  expect(await ask('SELECT to_json(7)', v.number())).toBe(7);
});

test('a connection that the server has ended meanwhile is made anew', async () => {
  const first = await ask(ownPid, v.number());
  await sandbox.standby.postgres.sql(`SELECT pg_terminate_backend(${first})`);
  await until(
    async () => (await sandbox.standby.postgres.sql(backends)) === '0',
    'the connection to be gone',
  );
  expect(await ask(ownPid, v.number())).not.toBe(first);
});

test('the ways through all databases are kept, too', async () => {
  const names = await listDatabases(context, config, server);
  const look = () =>
    inEachDatabase({ context, config, server }, names, (tour, database) =>
      tour.ask({ database, sql: 'SELECT to_json(current_database())', schema: v.string() }),
    );
  expect(await look()).toEqual(names);
  const before = started;
  expect(await look()).toEqual(names);
  expect(started).toBe(before);
});

test('they are gone once they are closed', async () => {
  await ask(ownPid, v.number());
  const before = performance.now();
  await server.tours[Symbol.asyncDispose]();
  expect(performance.now() - before).toBeLessThan(1_000);
  await until(
    async () => (await sandbox.standby.postgres.sql(backends)) === '0',
    'the connections to be gone',
  );
});
