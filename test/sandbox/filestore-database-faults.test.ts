import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aroundStream, canMount, replug, smallDisk, unplug } from './faults.ts';
import { until } from './processes.ts';
import { pauseReplay, resumeReplay } from './replication.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const job = 'ot-attachments-sync';
const filestoreOnly = { FILESTORE_MODE: 'database', DATA_FOLDERS: 'filestore' };
const quick = { CONNECT_SECONDS: 3, COMMAND_SECONDS: 60, TRANSFER_IDLE_SECONDS: 5 };

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openSandbox({ ...filestoreOnly, ...quick });
});

afterEach(() => sandbox.close());

/** A run that ends well, after which every file is here and whole, and nothing is left of the way there. */
async function good(files: number): Promise<string> {
  await sandbox.waitForReplay();
  const { exitCode, stdout, stderr } = await sandbox.run(job, [], { timeout: 120_000 });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toContain('the filestore is complete for');
  wholeFiles(files);
  expect(sandbox.standby.exists('data/.ot-redundancy/staging')).toBe(false);
  return stdout;
}

/** What is here has the content that its name tells. */
function wholeFiles(files?: number): void {
  const { odoo } = sandbox.standby;
  expect(odoo.damaged()).toEqual([]);
  if (files !== undefined) expect(odoo.names()).toHaveLength(files);
}

test('small files come in one stream, whatever is here of their folders already; large ones by rsync', async () => {
  const { production, standby } = sandbox;
  await production.odoo.attachMany(300);
  await good(300);
  await production.odoo.attachMany(300);
  await production.odoo.attach('large', Buffer.alloc(17 << 20, 'x'));
  standby.fixture('rsync', 'tee "$HERE/var/asked" | /usr/bin/rsync "$@"');
  aroundStream(standby, 'echo >>"$HERE/var/streams"');
  await good(601);
  expect(standby.read('var/asked')).toMatch(/^prod\/[0-9a-f]{2}\/[0-9a-f]{40}\0$/);
  expect(standby.read('var/streams')).toBe('\n');
});

test('[promise 5] killed at any moment: what is here is whole, and the next run is good', async () => {
  const { production, standby } = sandbox;
  let files = 0;
  for (const after of ['planning', 'fetching', 'placing'] as const) {
    await production.odoo.attachMany(400);
    files += 400;
    await sandbox.waitForReplay();
    const reached = standby.path('var/reached');
    rmSync(reached, { force: true });
    const stop = `touch "$HERE/var/reached"; sleep 8`;
    const stops = {
      planning: () => standby.fixture('ssh', stop),
      fetching: () => aroundStream(standby, `/usr/bin/ssh "$@" | head -c 150000; ${stop}`),
      placing: () => standby.fixture('sync', `/usr/bin/sync "$@"; ${stop}`),
    };
    stops[after]();
    const run = sandbox.start(job, [], { timeout: 120_000 });
    await until(() => standby.exists('var/reached'), `a run to be ${after}`, 60_000);
    run.kill('SIGKILL');
    await run.result;
    wholeFiles();
    for (const program of ['ssh', 'sync']) rmSync(standby.path('bin', program), { force: true });
    await until(
      async () => (await sandbox.run(job, ['--dry-run'])).exitCode !== 11,
      'the orphans to end',
      90_000,
    );
    await good(files);
  }
});

test('[promise 6] production lost in the middle of a fetch: said, what came is whole, the next run is good', async () => {
  const { production, standby } = sandbox;
  await production.odoo.attachMany(40);
  await production.odoo.attach('large', 'x'.repeat(3_000_000));
  await sandbox.waitForReplay();
  sandbox.configure({ BANDWIDTH_KBPS: 200 });
  const run = sandbox.start(job, [], { timeout: 120_000 });
  const staging = standby.path('data/.ot-redundancy/staging/attachments');
  const come = () => readdirSync(staging, { recursive: true, encoding: 'utf8' });
  await until(
    () => existsSync(staging) && come().some((name) => /\/[0-9a-f]{40}$/.test(name)),
    'files to come',
  );
  await unplug(sandbox);
  expect((await run.result).exitCode).toBe(12);
  wholeFiles();
  expect(standby.exists('state/filestore.json')).toBe(false);
  await replug(sandbox);
  sandbox.configure({ BANDWIDTH_KBPS: 0 });
  await good(41);
});

test('[promise 6] production that falls silent in the middle of a stream: ended and said, the next run is good', async () => {
  const { production } = sandbox;
  await production.odoo.attachMany(40);
  await sandbox.waitForReplay();
  production.fixture('tar', '/usr/bin/tar "$@" | { head -c 20000; sleep 300; }');
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([12, expect.stringContaining('broke off (nothing came for 5 s')]);
  wholeFiles();
  expect(sandbox.standby.odoo.names().length).toBeGreaterThan(10);
  rmSync(production.path('bin/tar'));
  await good(40);
});

test.each([
  [
    'names that were not asked for',
    `--absolute-names --transform='s,^prod,../../../../etc,'`,
    'not asked for',
  ],
  ['an archive of another kind', '--format=v7', 'is not understood'],
])('[promise 8] a production that sends %s is refused', async (_what, options, said) => {
  const { production, standby } = sandbox;
  await production.odoo.attachMany(3);
  await sandbox.waitForReplay();
  production.fixture('tar', `exec /usr/bin/tar "$@" ${options}`);
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([12, expect.stringContaining(said)]);
  expect(standby.odoo.names()).toEqual([]);
  rmSync(production.path('bin/tar'));
  await good(3);
});

test('a tar of production that cannot go on is no short success', async () => {
  const { production } = sandbox;
  await production.odoo.attachMany(40);
  await sandbox.waitForReplay();
  production.fixture('tar', '/usr/bin/tar "$@" | head -c 20000; echo "tar: Cannot go on" >&2; exit 2');
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('it was cut short: tar: Cannot go on')]);
  rmSync(production.path('bin/tar'));
  await good(40);
});

test.runIf(canMount)(
  '[promise 5] the disk full in the middle: said, nothing half-written, the next run is good',
  async () => {
    const { production, standby } = sandbox;
    await production.odoo.attachMany(20);
    await good(20);
    sandbox.configure({ MIN_FREE_MB: 0 });
    smallDisk(sandbox, standby, { folder: 'data', bytes: 2 << 20 });
    writeFileSync(standby.path('data/filler'), Buffer.alloc(1_500_000));
    await production.odoo.attachMany(600);
    await sandbox.waitForReplay();
    const { exitCode, stderr } = await sandbox.run(job);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('the disk here is full')]);
    wholeFiles();
    rmSync(standby.path('data/filler'));
    await production.postgres.sql('DELETE FROM ir_attachment WHERE id > 300', { database: 'prod' });
    const left = await production.postgres.sql(
      'SELECT count(DISTINCT store_fname) FROM ir_attachment WHERE store_fname IS NOT NULL',
      { database: 'prod' },
    );
    await sandbox.waitForReplay();
    const healed = await sandbox.run(job);
    expect([healed.exitCode, healed.stdout]).toEqual([
      0,
      expect.stringContaining('the filestore is complete for'),
    ]);
    expect(standby.odoo.names().length).toBeGreaterThanOrEqual(Number(left));
  },
);

test('[promise 5] a file that is half-written on production is not placed, and comes when it is whole', async () => {
  const { production, standby } = sandbox;
  const made = await production.odoo.attach('a', 'whole in the end');
  truncateSync(production.odoo.file(made), 5);
  await sandbox.waitForReplay();
  const early = await sandbox.run(job);
  expect([early.exitCode, early.stderr]).toEqual([
    3,
    expect.stringContaining('half-written or damaged there'),
  ]);
  expect(standby.odoo.names()).toEqual([]);
  expect(standby.read('state/filestore.json')).not.toContain('"complete"');
  writeFileSync(production.odoo.file(made), 'whole in the end');
  await good(1);
});

test('with replay behind, what it has not reached is not wanted yet; a file of two rows stays for the second', async () => {
  const { production, standby } = sandbox;
  const first = await production.odoo.attach('a', 'shared');
  await production.odoo.attach('b', 'shared');
  await good(1);
  await pauseReplay(standby.postgres);
  await production.odoo.attach('c', 'not replayed yet');
  await production.odoo.remove(first);
  const behind = await sandbox.run(job);
  expect([behind.exitCode, behind.stdout]).toEqual([
    0,
    expect.stringContaining('the filestore is complete for'),
  ]);
  wholeFiles(1);
  await resumeReplay(standby.postgres);
  await good(2);
  rmSync(standby.path('state/filestore.json'));
  await good(2);
});
