import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensurePrograms } from './prerequisites.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const job = 'ot-attachments-sync';
const plain = Array.from({ length: 32 }, (_, index) => `db${index}`);
/** Names that mean something to a shell, to SQL or to psql. */
const odd = ["it's", 'two words', 'A-b.c', 'ünïcode'];
const names = [...plain, ...odd];

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await openSandbox({ FILESTORE_MODE: 'database', DATA_FOLDERS: 'filestore' });
  const { odoo } = sandbox.production;
  for (const name of names) await odoo.createDatabase(name);
  for (const name of names) await odoo.attach(name, `first of ${name}`, { database: name });
});

afterAll(() => sandbox.close());

/** A run that ends well; what it said. */
async function good(command = job, args: readonly string[] = []): Promise<string> {
  await sandbox.waitForReplay();
  const { exitCode, stdout, stderr } = await sandbox.run(command, args, { timeout: 120_000 });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

/** How many programs a run starts to ask the database. */
async function counted(run: () => Promise<unknown>): Promise<number> {
  const { standby } = sandbox;
  const calls = standby.path('var/psql');
  standby.write('var/psql', '');
  // It is started as the database's own user.
  chmodSync(calls, 0o666);
  standby.fixture('psql', `#!/bin/sh\necho >>'${calls}'\nexec '${ensurePrograms().postgres}/psql' "$@"\n`);
  await run();
  rmSync(standby.path('bin/psql'));
  return standby.read('var/psql').length;
}

test('each gets its files, and not each is a program for psql; nor later, with one new file', async () => {
  const { production, standby } = sandbox;
  expect(await counted(() => good())).toBeLessThan(names.length / 2);
  for (const name of names) {
    expect([name, standby.odoo.names(name).length]).toEqual([name, 1]);
    expect(standby.odoo.damaged(name)).toEqual([]);
  }
  const made = await production.odoo.attach('new', 'new in one of them', { database: 'db7' });
  const again = async () => expect(await good()).toContain('1 new');
  expect(await counted(again)).toBeLessThan(names.length / 2);
  expect(standby.odoo.names('db7')).toContain(made.storeFname);
});

test('nor when all is verified, or asked what would be lost', async () => {
  const verify = async () => expect(await good('ot-verify')).toContain(`${names.length + 1} files`);
  expect(await counted(verify)).toBeLessThan(names.length / 2);
  expect(await counted(() => good('ot-status', ['--loss', '--json']))).toBeLessThan(names.length);
});

test('what is missing longest is asked for first', async () => {
  const { production, standby } = sandbox;
  const late = await production.odoo.attach('late', 'lost and found', { database: 'db9' });
  rmSync(production.odoo.file(late, 'db9'));
  await sandbox.waitForReplay();
  const waiting = await sandbox.run(job);
  expect([waiting.exitCode, waiting.stderr]).toEqual([
    3,
    expect.stringContaining('asked for again when replay has gone on'),
  ]);
  writeFileSync(production.odoo.file(late, 'db9'), 'lost and found');
  for (const name of ['A-b.c', 'db1']) await production.odoo.attach('new', 'just now', { database: name });
  const streams = 'case $* in *" stream /"*) tee "$HERE/var/asked" | /usr/bin/ssh "$@" ;;';
  standby.fixture('ssh', `${streams} *) exec /usr/bin/ssh "$@" ;; esac`);
  expect(await good()).toContain('3 new');
  const asked = standby.read('var/asked').split('\0');
  expect(asked[0]).toBe(`db9/${late.storeFname}`);
  expect(asked.slice(1, 3).map((name) => name.split('/')[0])).toEqual(['A-b.c', 'db1']);
});

test('one that is dropped, and one in the middle of a migration, keep none of the others from coming', async () => {
  const { production, standby } = sandbox;
  await production.postgres.sql('DROP DATABASE db3');
  const migrating = 'ALTER TABLE ir_attachment RENAME store_fname TO moved';
  await production.postgres.sql(migrating, { database: "it's" });
  for (const name of ['db2', 'db4', 'two words'])
    await production.odoo.attach('after', `after that in ${name}`, { database: name });
  await sandbox.waitForReplay();
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('no column store_fname')]);
  const counts = ['db2', 'db3', 'db4', 'two words'].map((name) => standby.odoo.names(name).length);
  expect(counts).toEqual([2, 1, 2, 2]);
});
