import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canMount } from './faults.ts';
import type { Attachment } from './filestore.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openSandbox({ FILESTORE_MODE: 'database' });
});

afterEach(() => sandbox.close());

interface Verified {
  readonly referred: number;
  readonly read: number;
  readonly orphaned: number;
  readonly bad: readonly {
    readonly storeName: string;
    readonly state: string;
    readonly repaired: boolean;
    readonly attachments: readonly { readonly name: string; readonly uploader: string }[];
  }[];
}

async function verified(args: readonly string[], exitCode: number): Promise<Verified> {
  const result = await sandbox.run('ot-verify', ['--json', ...args], { timeout: 300_000 });
  expect(result).toMatchObject({ exitCode });
  return JSON.parse(result.stdout);
}

/** Production and standby in step, with so many attachments. */
async function filled(count: number): Promise<readonly Attachment[]> {
  const made = await sandbox.production.odoo.attachMany(count);
  await sandbox.waitForReplay();
  expect(await sandbox.run('ot-attachments-sync', [], { timeout: 300_000 })).toMatchObject({ exitCode: 0 });
  return made;
}

const kinds = ['removed', 'truncated', 'flipped', 'empty', 'owner'] as const;

function spoil(file: string, kind: (typeof kinds)[number]): string {
  if (kind === 'removed') rmSync(file);
  else if (kind === 'truncated') truncateSync(file, 5);
  else if (kind === 'empty') truncateSync(file, 0);
  else if (kind === 'owner' && canMount) chownSync(file, 65534, 65534);
  else {
    const bytes = readFileSync(file);
    bytes[7] = (bytes[7] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    return 'damaged';
  }
  return { removed: 'missing', truncated: 'truncated', empty: 'truncated', owner: 'owner' }[kind];
}

test(
  '500 seeded faults among 100,000 files are all found, none falsely, and repaired',
  { timeout: 600_000 },
  async () => {
    const { standby } = sandbox;
    const made = await filled(100_000);
    const doomed = made.filter((_, index) => index % 200 === 7);
    const expected = doomed.map((each, index) => {
      const kind = kinds[index % kinds.length] ?? 'removed';
      return `${each.storeFname} ${spoil(standby.odoo.file(each), kind)}`;
    });
    standby.write('data/filestore/prod/ab/foreign', 'of nobody');
    const found = await verified([], 14);
    expect(found).toMatchObject({ referred: 100_000, orphaned: 1 });
    const named = found.bad.map(({ storeName, state }) => `${storeName} ${state}`);
    expect(named.toSorted()).toEqual(expected.toSorted());
    expect(expected).toHaveLength(500);
    expect((await verified(['--repair'], 0)).bad.every(({ repaired }) => repaired)).toBe(true);
    expect((await verified([], 0)).read).toBe(100_000);
  },
);

test('--quick finds what names and sizes tell, and says whose attachment it is', async () => {
  const { production, standby } = sandbox;
  await filled(10);
  const made = await production.odoo.attach('invoice.pdf', 'to be cut', { resModel: 'sale.order' });
  await sandbox.waitForReplay();
  await sandbox.run('ot-attachments-sync');
  truncateSync(standby.odoo.file(made), 2);
  const { bad, read } = await verified(['--quick'], 14);
  expect(bad).toMatchObject([
    { state: 'truncated', attachments: [{ name: 'invoice.pdf', uploader: 'admin' }] },
  ]);
  expect(read).toBe(1);
  const { stdout, stderr } = await sandbox.run('ot-verify');
  expect(stderr).toMatch(/prod\/.*: truncated: "invoice\.pdf" of sale\.order.*, by admin, /);
  expect(stdout).toContain('11 files referred to, 11 read, 1 bad, 0 without a row');
});

test('a row that was replayed just before is no missing file, until the sync is late; what has come is bad no more', async () => {
  const { production, standby } = sandbox;
  const [removed, cut] = await filled(5);
  if (removed === undefined || cut === undefined) return expect.unreachable();
  rmSync(standby.odoo.file(removed));
  truncateSync(standby.odoo.file(cut), 2);
  await production.odoo.attach('new', 'not brought yet');
  await sandbox.waitForReplay();
  const found = await verified(['--quick'], 14);
  expect(found.bad.map(({ storeName }) => storeName).toSorted()).toEqual(
    [removed.storeFname, cut.storeFname].toSorted(),
  );
  expect(found).toMatchObject({ coming: 1, referred: 6 });
  const badNow = async () => JSON.parse((await sandbox.run('ot-status', ['--json'])).stdout).verification.bad;
  expect(await badNow()).toBe(2);
  const success = standby.path('state/runs/attachments/last-success.json');
  const late = readFileSync(success, 'utf8').replace(/(?<="endedAt": ")[^"]*/, '2026-01-01T00:00:00.000Z');
  writeFileSync(success, late);
  expect((await verified(['--quick'], 14)).bad).toHaveLength(3);
  expect(await sandbox.run('ot-attachments-sync')).toMatchObject({ exitCode: 0 });
  expect(await badNow()).toBe(0);
});

test('--since looks at what is new only', async () => {
  const { production, standby } = sandbox;
  const [old, young] = await filled(2);
  if (old === undefined || young === undefined) return expect.unreachable();
  await production.postgres.sql(
    `UPDATE ir_attachment SET create_date = '2020-01-01', write_date = NULL WHERE id = ${old.id}`,
    {
      database: 'prod',
    },
  );
  await sandbox.waitForReplay();
  for (const each of [old, young]) truncateSync(standby.odoo.file(each), 1);
  const { bad } = await verified(['--since', '2021-01-01'], 14);
  expect(bad.map(({ storeName }) => storeName)).toEqual([young.storeFname]);
});

test('--resume goes on behind the last file that was done, and keeps what was found', async () => {
  const { standby } = sandbox;
  const made = await filled(40);
  const names = made.map(({ storeFname }) => storeFname).toSorted();
  const [first = '', , , fourth = ''] = names;
  truncateSync(standby.odoo.file({ storeFname: first }), 1);
  const found = { database: 'prod', storeName: first, state: 'truncated' };
  const cursor = {
    schemaVersion: 1,
    startedAt: '2026-01-01T00:00:00.000Z',
    database: 'prod',
    name: fourth,
    read: 4,
  };
  standby.write('state/verification-cursor.json', JSON.stringify({ ...cursor, bad: [found] }));
  const { bad, read } = await verified(['--resume'], 14);
  expect([bad, read]).toEqual([[expect.objectContaining(found)], 40]);
  expect(standby.read('state/verification-cursor.json').trim()).toBe('null');
});

test('--bwlimit is never exceeded', async () => {
  const { standby } = sandbox;
  const made = await filled(60);
  for (const each of made) truncateSync(standby.odoo.file(each), 20_000);
  // 1.2 MB at 400 KiB per second.
  const before = performance.now();
  await verified(['--bwlimit', '400'], 14);
  expect(performance.now() - before).toBeGreaterThan(2_900);
});

test('ot-status tells of the last verification; with --if-syncing nothing is read while sync is off', async () => {
  const { standby } = sandbox;
  const [first] = await filled(3);
  if (first === undefined) return expect.unreachable();
  rmSync(standby.odoo.file(first));
  await verified([], 14);
  const told = await sandbox.run('ot-status');
  expect(told.stdout).toMatch(/^Filestore +verified \d+ s ago: 1 of 3 files BAD$/m);
  const before = standby.read('state/runs/attachments/last-success.json');
  await verified(['--repair'], 0);
  expect(standby.read('state/runs/attachments/last-success.json')).toBe(before);
  expect(JSON.parse(standby.read('state/runs/repair/last-success.json'))).toMatchObject({
    job: 'repair',
    counts: { added: 1 },
  });
  expect((await sandbox.run('ot-status')).stdout).toMatch(
    /^Filestore +verified \d+ s ago: all 3 files good$/m,
  );
  sandbox.configure({ SYNCMODE: 'off' });
  expect(await sandbox.run('ot-verify', ['--if-syncing', '--quiet'])).toMatchObject({
    exitCode: 4,
    stderr: '',
  });
});

test('--repair does not begin while sync is off, and tells what it found when another run holds the lock', async () => {
  const { standby } = sandbox;
  const [first] = await filled(3);
  if (first === undefined) throw new Error('nothing was attached');
  rmSync(standby.odoo.file(first));
  const lock = spawn('flock', [standby.path('run/attachments.lock'), 'sh', '-c', 'echo held; cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await once(lock.stdout, 'data');
  const held = await sandbox.run('ot-verify', ['--repair']);
  lock.stdin.end();
  await once(lock, 'exit');
  expect(held).toMatchObject({ exitCode: 14, stderr: expect.stringContaining(first.storeFname) });
  expect(JSON.parse(standby.read('state/verification.json')).bad).toHaveLength(1);
  await sandbox.run('ot-disable-sync');
  expect(await sandbox.run('ot-verify', ['--repair'])).toMatchObject({ exitCode: 4 });
});
