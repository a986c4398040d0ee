import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseName } from './cluster-files.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await openSandbox();
  await sandbox.production.odoo.attachMany(3);
  const orders = `CREATE TABLE sale_order (id serial PRIMARY KEY, name varchar, create_uid integer,
      create_date timestamp, write_date timestamp);
    INSERT INTO sale_order (name, create_uid, create_date, write_date)
      SELECT 'S0000' || n, 2, timestamp '2026-01-02 03:04:05' + n * interval '1 minute', now() FROM generate_series(1, 5) AS n;
    INSERT INTO sale_order (name, create_date) VALUES (E'evil\\x1b[31m' || repeat('x', 300), now());`;
  await sandbox.production.postgres.sql(orders, { database: databaseName });
  await sandbox.waitForReplay();
  await sandbox.run('ot-attachments-sync');
});

afterAll(() => sandbox.close());

test('[promise 14] with nothing lost: the position, the last syncs, and the newest documents that are here', async () => {
  const { exitCode, stdout } = await sandbox.run('ot-status', ['--loss']);
  expect(stdout).toMatch(/^Database +.*streaming/m);
  expect(stdout).toMatch(/replayed 0\/[0-9A-F]+, received 0\/[0-9A-F]+, last transaction\s+\d{4}-/);
  expect(stdout).toMatch(/^Filestore +none of 3 files is missing$/m);
  expect(stdout).toMatch(/^ +sale order +2026-01-02 03:09:05 +S00005, by admin$/m);
  expect(stdout).toMatch(/^ +attachment +\d{4}-/m);
  expect(exitCode).toBe(0);
  expect(await sandbox.run('ot-status', ['--loss', '--quiet'])).toMatchObject({ exitCode: 0, stdout: '' });
  const lines = stdout.split('\n');
  expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(80);
  expect(stdout).not.toContain('\u001b');
});

test('[promise 14] a file that is missing is named with its record and who uploaded it', async () => {
  const made = await sandbox.production.odoo.attach('late "offer".pdf', 'came after the last sync');
  await sandbox.waitForReplay();
  const { exitCode, stdout } = await sandbox.run('ot-status', ['--loss', '--json']);
  const loss = JSON.parse(stdout);
  expect(exitCode).toBe(3);
  expect(loss.missing.value.files).toMatchObject([
    { state: 'missing', name: 'late "offer".pdf', storeName: made.storeFname, database: databaseName },
  ]);
  expect(loss.documents.value.filter(({ kind }: { kind: string }) => kind === 'sale order')).toHaveLength(3);
  const text = await sandbox.run('ot-status', ['--loss', '--quiet']);
  expect(text.stdout).toMatch(/^Filestore +1 of 4 files MISSING or damaged$/m);
  expect(text.stdout).toMatch(/^ +missing late "offer"\.pdf \(/m);
  await sandbox.run('ot-attachments-sync');
});

test('what cannot be told is told as unknown, and is no success', async () => {
  await sandbox.standby.postgres.stop();
  const { exitCode, stdout } = await sandbox.run('ot-status', ['--loss']);
  expect(stdout).toMatch(/^Filestore +unknown: /m);
  expect(stdout).toMatch(/^Documents +unknown: /m);
  expect(exitCode).toBe(1);
  await sandbox.standby.postgres.start();
});
