import { readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unplug } from './faults.ts';
import { pauseReplay, resumeReplay } from './replication.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const job = 'ot-attachments-sync';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openSandbox({ FILESTORE_MODE: 'database' });
});

afterEach(() => sandbox.close());

interface State {
  readonly complete?: { readonly lsn: string };
  readonly absent: readonly { readonly confirmed: boolean }[];
}

function state(): State {
  return JSON.parse(sandbox.standby.read('state/filestore.json'));
}

/** A run that ends well; what it said. */
async function good(args: readonly string[] = []): Promise<string> {
  await sandbox.waitForReplay();
  const { exitCode, stdout, stderr } = await sandbox.run(job, args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(sandbox.standby.odoo.damaged()).toEqual([]);
  return stdout;
}

/** What cron starts each minute, ending well: it looks at what is new only. */
const soon = () => good(['--scheduled']);

/** As after an hour: everything is compared, not only what is new. */
function anHourLater(): void {
  const text = sandbox.standby.read('state/filestore.json');
  const hour = (name: string) => new RegExp(`"${name}":"[^"]*"`);
  const past = (name: string) => `"${name}":"${new Date(Date.now() - 3_700_000).toISOString()}"`;
  const older = text.replace(hour('fullAt'), past('fullAt')).replace(hour('othersAt'), past('othersAt'));
  writeFileSync(sandbox.standby.path('state/filestore.json'), older);
}

/** As after so many days: files without a row were first seen so long ago. */
function daysLater(days: number): void {
  const path = sandbox.standby.path('state/filestore-orphans.json');
  const older = (time: string) => new Date(Date.parse(time) - days * 86_400_000).toISOString();
  writeFileSync(path, readFileSync(path, 'utf8').replace(/(?<=":")[\d-]{10}T[^"]*/g, older));
}

test('[promise 7] exactly what rows refer to comes over, and the position is written down', async () => {
  const { production, standby } = sandbox;
  const first = await production.odoo.attach('a', 'one');
  production.write('data/filestore/prod/ff/not-of-a-row', 'x');
  expect(await good()).toContain('1 new');
  expect(standby.odoo.names()).toEqual([first.storeFname]);
  const changed = await production.odoo.overwrite(first, 'two');
  expect(await good()).toContain('1 new');
  expect(standby.odoo.names()).toContain(changed.storeFname);
  expect(state().complete?.lsn).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
});

test('with nothing new there is no connection to production at all, and nothing of it is needed', async () => {
  const { production } = sandbox;
  await production.odoo.attachMany(20);
  await good();
  await sandbox.sshd.stop();
  await production.postgres.sql('CREATE TABLE other (id integer)');
  expect(await soon()).toMatch(/in step, nothing to do\n.*all of it was compared \d+ s ago/);
  // A server that stands still writes nothing: otherwise it notes its transactions now and then.
  await production.postgres.stop('immediate');
  for (const said of ['in step, nothing to do', 'nothing was replayed since']) {
    const { exitCode, stdout } = await sandbox.run(job, ['--scheduled']);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(said)]);
  }
  await production.postgres.start();
  await production.odoo.attach('new', 'needs production');
  await sandbox.waitForReplay();
  expect((await sandbox.run(job)).exitCode).toBe(12);
});

test('[promise 4] a row protects its file, whatever production has; without a row it waits for its grace', async () => {
  const { production, standby } = sandbox;
  const [needed, doomed] = await production.odoo.attachMany(30);
  if (needed === undefined || doomed === undefined) return expect.unreachable();
  await good();
  rmSync(production.odoo.file(needed));
  await production.odoo.remove(doomed);
  await production.odoo.collectGarbage();
  anHourLater();
  await good();
  expect(standby.odoo.names()).toEqual(expect.arrayContaining([needed.storeFname, doomed.storeFname]));
  daysLater(8);
  anHourLater();
  expect(await soon()).toContain('1 taken away');
  expect(standby.odoo.names()).toHaveLength(29);
  expect(standby.odoo.names()).toContain(needed.storeFname);
  const [held] = JSON.parse((await sandbox.run('ot-hold', ['list', '--json'])).stdout).holds;
  expect(held).toMatchObject({ job: 'attachments', files: 1 });
});

test('removals out of proportion do not keep what is new from coming', async () => {
  const { production, standby } = sandbox;
  await production.odoo.attachMany(60);
  await good();
  await production.postgres.sql('DELETE FROM ir_attachment', { database: 'prod' });
  const made = await production.odoo.attach('new', 'comes all the same');
  await good();
  daysLater(8);
  const named = /left out: filestore\/prod: 60 of 61 \(98 %\) would be taken away .*: they stay → /;
  const typed = await sandbox.run(job, ['--dry-run']);
  expect([typed.exitCode, typed.stderr]).toEqual([3, expect.stringMatching(named)]);
  expect(typed.stdout).toContain('nothing changed, 1 left out');
  const listed = await sandbox.run(job, ['--dry-run', '--allow-removals']);
  expect(listed.stdout).toContain('60 taken away');
  expect(standby.odoo.names()).toHaveLength(61);
  expect(standby.odoo.names()).toContain(made.storeFname);
});

/** What cron starts each minute: its exit code, and what it would mail. */
async function mailed(): Promise<readonly [number | undefined, string]> {
  const { exitCode, stderr } = await sandbox.run(job, ['--scheduled', '--quiet']);
  return [exitCode, stderr];
}

async function verdicts(): Promise<Record<string, string>> {
  const { checks } = JSON.parse((await sandbox.run('ot-status', ['--json'])).stdout);
  return Object.fromEntries(checks.map(({ id, verdict }: Record<string, string>) => [id, verdict]));
}

test('removals held back are mailed once; ot-status shows them until somebody has decided', async () => {
  const { production } = sandbox;
  await production.odoo.createDatabase('second');
  await production.odoo.attach('a', 'of the second', { database: 'second' });
  await production.odoo.attachMany(3);
  await sandbox.waitForReplay();
  expect(await mailed()).toEqual([0, '']);
  await production.postgres.sql('DROP DATABASE second');
  await sandbox.waitForReplay();
  anHourLater();
  expect(await mailed()).toEqual([0, '']);
  daysLater(8);
  anHourLater();
  expect(await mailed()).toEqual([
    3,
    expect.stringMatching(/left out: databases: 1 of 2 .*\n.*told once, and when/),
  ]);
  for (let run = 0; run < 2; run += 1) {
    expect(await mailed()).toEqual([0, '']);
    anHourLater();
  }
  expect(await verdicts()).toMatchObject({ removals: 'warning', 'job-attachments': 'ok' });
  expect(await good(['--allow-removals'])).toContain('1 taken away');
  expect(await mailed()).toEqual([0, expect.stringContaining('well again; it was wrong since')]);
  expect(await verdicts()).toMatchObject({ removals: 'ok' });
});

test('nothing is taken away while replay is paused, nor before the longest lag that was seen is over', async () => {
  const { production, standby } = sandbox;
  const [doomed] = await production.odoo.attachMany(30);
  if (doomed === undefined) return expect.unreachable();
  await good();
  await production.odoo.remove(doomed);
  await production.odoo.collectGarbage();
  await good();
  daysLater(8);
  await pauseReplay(standby.postgres);
  expect(await good(['--allow-removals'])).toContain('1 files without a row stay: replay is paused');
  await resumeReplay(standby.postgres);
  const text = standby
    .read('state/filestore.json')
    .replace(/"longestLagSeconds":[\d.]+/, '"longestLagSeconds":700000');
  writeFileSync(standby.path('state/filestore.json'), text);
  expect(await good()).toContain('in step, nothing to do');
  daysLater(2);
  expect(await good()).toContain('1 taken away');
});

test('what was collected meanwhile is told apart from what is lost, which is told once', async () => {
  const { production } = sandbox;
  const gone = await production.odoo.attach('a', 'collected meanwhile');
  await sandbox.waitForReplay();
  await pauseReplay(sandbox.standby.postgres);
  await production.odoo.remove(gone);
  await production.odoo.collectGarbage();
  const early = await sandbox.run(job);
  expect([early.exitCode, early.stdout]).toEqual([3, expect.stringContaining('nothing changed, 1 left out')]);
  expect(early.stderr).toContain('1 are not on production');
  await resumeReplay(sandbox.standby.postgres);
  expect(await good()).toContain('the filestore is complete for');
  expect(state().absent).toEqual([]);

  const lost = await production.odoo.attach('b', 'lost for good');
  rmSync(production.odoo.file(lost));
  await sandbox.waitForReplay();
  const first = await sandbox.run(job, ['--json']);
  expect(JSON.parse(first.stdout)).toMatchObject({
    ...{ exit: 'partial', counts: { added: 0, bytes: 0 }, problems: [{ kind: 'waiting' }] },
  });
  expect(first.stdout).toContain('the filestore is not known to be complete');
  await production.odoo.attach('c', 'replay goes on');
  await sandbox.waitForReplay();
  const second = await sandbox.run(job);
  expect([second.exitCode, second.stderr]).toEqual([3, expect.stringContaining('missing on production too')]);
  expect(await good()).toContain('but for 1 that production has lost too');
  expect(state().absent).toMatchObject([{ confirmed: true }]);
});

test('[promise 7] a file that did not come is no success; cron mails it once it is known to be lost, and not that it is over', async () => {
  const { production, standby } = sandbox;
  expect(await mailed()).toEqual([0, '']);
  const success = standby.read('state/runs/attachments/last-success.json');
  const summary = standby.read('log/ot-redundancy-sync-timestamps.log');
  const lost = await production.odoo.attach('b', 'lost for good');
  rmSync(production.odoo.file(lost));
  await sandbox.waitForReplay();
  await pauseReplay(standby.postgres);
  for (let run = 0; run < 3; run += 1) expect(await mailed()).toEqual([3, '']);
  expect(standby.read('state/runs/attachments/last-success.json')).toBe(success);
  expect(standby.read('log/ot-redundancy-sync-timestamps.log')).toBe(summary);
  const records = readdirSync(standby.path('state/runs/attachments'));
  expect(records.filter((name) => name !== 'last-success.json')).toHaveLength(2);
  expect(await verdicts()).toMatchObject({ 'job-attachments': 'ok', 'lost-files': 'ok' });
  await resumeReplay(standby.postgres);
  await production.odoo.attach('c', 'replay goes on');
  await sandbox.waitForReplay();
  expect(await mailed()).toEqual([
    3,
    expect.stringMatching(/missing on production too.*\n.*told once, and when/),
  ]);
  for (let run = 0; run < 2; run += 1) {
    expect(await mailed()).toEqual([0, '']);
    anHourLater();
  }
  expect(await verdicts()).toMatchObject({ 'job-attachments': 'ok', 'lost-files': 'warning' });
  production.write(`data/filestore/prod/${lost.storeFname}`, 'lost for good');
  expect(await mailed()).toEqual([0, expect.stringContaining('well again')]);
  expect(await verdicts()).toMatchObject({ 'lost-files': 'ok' });
});

test('a run by hand compares everything: what vanished here since the last run comes again', async () => {
  const { production, standby } = sandbox;
  const made = await production.odoo.attach('a', 'one');
  await good();
  rmSync(standby.odoo.file(made));
  expect(await soon()).toContain('in step, nothing to do');
  expect(await good()).toContain('1 new');
  rmSync(standby.odoo.file(made));
  await sandbox.run('ot-sync-from-source');
  expect(standby.odoo.names()).toEqual([made.storeFname]);
});

test('a file that vanished or was cut short here comes again within the hour; the bad one is held', async () => {
  const { production, standby } = sandbox;
  const [vanished, cut] = await production.odoo.attachMany(10);
  if (vanished === undefined || cut === undefined) return expect.unreachable();
  await good();
  rmSync(standby.odoo.file(vanished));
  truncateSync(standby.odoo.file(cut), 3);
  anHourLater();
  expect(await soon()).toContain('1 new, 1 changed');
  expect(standby.odoo.names()).toHaveLength(10);
  expect(standby.odoo.damaged()).toEqual([]);
});

test('several databases, one created later, one without the columns, one dropped', async () => {
  const { production, standby } = sandbox;
  await production.odoo.createDatabase('second');
  await production.odoo.attach('a', 'of the second only', { database: 'second' });
  await production.odoo.attach('b', 'of both', { database: 'second' });
  await good();
  await production.odoo.createDatabase('third');
  await production.odoo.attachMany(3, 'third');
  await production.odoo.attachMany(5);
  await production.odoo.attach('b', 'of both');
  await good();
  expect(standby.odoo.names('third')).toHaveLength(3);
  const migrating = 'ALTER TABLE ir_attachment RENAME store_fname TO moved';
  await production.postgres.sql(migrating, { database: 'second' });
  await production.odoo.attachMany(2, 'third');
  await sandbox.waitForReplay();
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('no column store_fname')]);
  expect(standby.odoo.names('third')).toHaveLength(5);
  await production.postgres.sql('DROP DATABASE second');
  await good();
  daysLater(8);
  expect(await good(['--allow-removals'])).toContain('1 taken away');
  // That prod has a file of the same name does not keep it: prod has its own.
  expect(standby.odoo.names('second')).toEqual([]);
  expect(standby.odoo.names('prod')).toHaveLength(6);
});

test('rows with legacy folders, of an object storage, in the database, and with strange names', async () => {
  const { production, standby } = sandbox;
  const sql = (text: string) => production.postgres.sql(text, { database: 'prod' });
  const made = await production.odoo.attach('a', 'in a legacy folder');
  const legacy = `${made.sha1.slice(0, 3)}/${made.sha1}`;
  production.write(`data/filestore/prod/${legacy}`, 'in a legacy folder');
  await sql(`INSERT INTO ir_attachment (name, store_fname) VALUES ('l', '${legacy}'), ('s', 's3://bucket/x'),
    ('o', '../../etc/passwd'), ('c', 'checklist/aa/b')`);
  await sql(`INSERT INTO ir_attachment (name, db_datas) VALUES ('d', 'x')`);
  await sql(`INSERT INTO ir_config_parameter (key, value) VALUES ('ir_attachment.location', 'db')`);
  const said = await good();
  expect(said).toContain('1 attachments are in an object storage');
  expect(said).toContain('2 rows refer to what can be no file');
  expect(said).toContain('new attachments go to "db"');
  expect(said).toContain('1 attachments are in the database itself');
  expect(standby.odoo.names()).toEqual([made.storeFname, legacy].toSorted());
});

test('the other folders come at most hourly, and a production that is gone keeps only them from coming', async () => {
  const { production, standby } = sandbox;
  production.write('data/addons/14.0/x', 'x');
  await good();
  production.write('data/addons/14.0/y', 'y');
  await soon();
  expect(standby.exists('data/addons/14.0/y')).toBe(false);
  anHourLater();
  await soon();
  expect(standby.read('data/addons/14.0/y')).toBe('y');
  anHourLater();
  await unplug(sandbox);
  const { exitCode, stdout, stderr } = await sandbox.run(job, ['--scheduled']);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('addons')]);
  expect(stdout).toContain('the filestore is complete for');
});

test('a row with a wrong size does not make its intact file come again', async () => {
  const { production } = sandbox;
  const made = await production.odoo.attach('a', 'intact');
  await production.postgres.sql(`UPDATE ir_attachment SET file_size = 3 WHERE id = ${made.id}`, {
    database: 'prod',
  });
  await good();
  anHourLater();
  expect(await good()).toContain('1 rows tell a wrong size');
});

test('[promise 3] production without its filestore is told, and nothing is called lost', async () => {
  const { production, standby } = sandbox;
  await production.odoo.attachMany(3);
  await sandbox.waitForReplay();
  renameSync(production.path('data/filestore/prod'), production.path('data/elsewhere'));
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('production has no such folder')]);
  expect(state().absent).toEqual([]);
  expect(readFileSync(standby.path('state/filestore.json'), 'utf8')).not.toContain('"complete"');
});
