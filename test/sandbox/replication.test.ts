import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/keys.ts';
import { readReplication } from '../../src/postgres/replication.ts';
import type { Replication } from '../../src/postgres/replication.ts';
import { requireStandby } from '../../src/postgres/role.ts';
import { testContext } from '../support/context.ts';
import { unplug, replug } from './faults.ts';
import { until } from './processes.ts';
import { pauseReplay, promote, resumeReplay } from './replication.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
let config: Config;

beforeAll(async () => {
  sandbox = await openSandbox();
  config = (await loadConfig(sandbox.config)).values;
});

afterAll(() => sandbox.close());

async function state(): Promise<Replication> {
  const context = testContext();
  return readReplication(context, config, await requireStandby(context, config));
}

test('a standby in step streams from its primary', async () => {
  await sandbox.production.odoo.attach('a', 'a');
  await sandbox.waitForReplay();
  const { systemId, ...seen } = await state();
  expect(seen).toMatchObject({
    timeline: 1,
    feed: 'streaming',
    replayPaused: false,
    bytesToReplay: 0,
    slotSetting: 'standby',
    receiver: {
      kind: 'seen',
      status: 'streaming',
      timeline: 1,
      senderHost: '127.0.0.1',
      senderPort: sandbox.production.postgres.port,
      slot: 'standby',
      lastMessageAge: expect.any(Number),
    },
    lastTransactionAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
  expect(seen.version).toBeGreaterThanOrEqual(12);
  expect(seen.lastTransactionAge).toBeLessThan(60);
  const primary = 'SELECT system_identifier FROM pg_control_system()';
  expect(systemId).toBe(await sandbox.production.postgres.sql(primary));
});

test('a paused replay, and what waits for it, are told', async () => {
  await pauseReplay(sandbox.standby.postgres);
  await sandbox.production.odoo.attach('b', 'b');
  await until(async () => ((await state()).bytesToReplay ?? 0) > 0, 'WAL to arrive');
  expect(await state()).toMatchObject({ replayPaused: true, feed: 'streaming' });
  await resumeReplay(sandbox.standby.postgres);
  await sandbox.waitForReplay();
});

test('without its primary a standby receives nothing', async () => {
  await unplug(sandbox);
  await until(async () => (await state()).feed === 'none', 'the receiver to end');
  expect(await state()).toMatchObject({ bytesToReplay: 0 });
  await replug(sandbox);
  await until(async () => (await state()).feed === 'streaming', 'replication to stream again');
});

test('a user who may not see the receiver is told apart from no receiver', async () => {
  await sandbox.production.postgres.sql('CREATE ROLE plain LOGIN');
  await sandbox.waitForReplay();
  config = {
    ...config,
    PG_USER: 'plain',
    PG_PASSFILE: sandbox.passFile,
    PG_HOST: sandbox.standby.postgres.socketFolder,
  };
  const seen = await state();
  expect(seen).toMatchObject({
    receiver: { kind: 'hidden' },
    feed: 'unknown',
    bytesToReplay: expect.any(Number),
  });
  config = (await loadConfig(sandbox.config)).values;
});

test('a promoted machine has no replication to tell of', async () => {
  const context = testContext();
  const server = await requireStandby(context, config);
  await promote(sandbox.standby.postgres);
  await expect(readReplication(context, config, server)).rejects.toMatchObject({ code: 'not-standby' });
});
