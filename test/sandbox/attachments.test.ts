import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gateScript } from '../../src/machines/gate-script.ts';
import { job, openMirrored, runWell, summary } from './mirrored.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openMirrored();
});

afterEach(async () => {
  await sandbox.close();
});

/** A run that goes well, after which the standby has what production has. */
async function inStep(args: readonly string[] = []): Promise<string> {
  const stdout = await runWell(sandbox, args);
  expect(sandbox.standby.odoo.names()).toEqual(sandbox.production.odoo.names());
  expect(sandbox.standby.odoo.damaged()).toEqual([]);
  return stdout;
}

/** Writes a file of production's that is named by its content, without a row; its store name. */
function stray(content: string, digits = 2, database = 'prod'): string {
  const sha1 = createHash('sha1').update(content).digest('hex');
  const name = `${sha1.slice(0, digits)}/${sha1}`;
  sandbox.production.write(`data/filestore/${database}/${name}`, content);
  return name;
}

const here = (storeName: string, database = 'prod') =>
  sandbox.standby.path('data/filestore', database, storeName);

test('[promise 5] [promise 7] new and overwritten attachments come over, and a line is written', async () => {
  const { production, standby } = sandbox;
  const first = await production.odoo.attach('a', 'one');
  expect(await inStep()).toContain('1 new');
  await production.odoo.overwrite(first, 'two');
  await inStep();
  expect(standby.odoo.names()).toHaveLength(2);
  expect(standby.read(summary)).toMatch(/^(.* :  ot-attachments-sync\n){2}$/);
});

test('a run with nothing to do says so, and leaves nothing behind', async () => {
  await sandbox.production.odoo.attachMany(3);
  await inStep();
  expect(await inStep()).toContain('in step, nothing to do');
  expect(sandbox.standby.exists('data/.ot-redundancy')).toBe(false);
});

test('--dry-run changes nothing', async () => {
  await sandbox.production.odoo.attach('a', 'one');
  const { exitCode, stdout } = await sandbox.run(job, ['--dry-run']);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('would be 1 new')]);
  expect(sandbox.standby.odoo.names()).toEqual([]);
  expect(sandbox.standby.exists(summary)).toBe(false);
});

test('[promise 4] what production has collected goes to the hold, once its row is gone here', async () => {
  const { production, standby } = sandbox;
  const [doomed] = await production.odoo.attachMany(30);
  await inStep();
  if (doomed === undefined) return expect.unreachable();
  await production.odoo.remove(doomed);
  await production.odoo.collectGarbage();
  await inStep();
  const listed = await sandbox.run('ot-hold', ['list', '--json']);
  const [held] = JSON.parse(listed.stdout).holds;
  expect(held).toMatchObject({ job: 'attachments', files: 1, base: join(standby.seenAs, 'data') });
  const { exitCode } = await sandbox.run('ot-hold', ['restore', held.runId]);
  expect([exitCode, standby.odoo.names()]).toEqual([0, expect.arrayContaining([doomed.storeFname])]);
});

test('[promise 4] a file that a row here refers to is never removed, whatever production says', async () => {
  const { production, standby } = sandbox;
  const [needed] = await production.odoo.attachMany(30);
  await inStep();
  if (needed === undefined) return expect.unreachable();
  rmSync(production.odoo.file(needed));
  await sandbox.waitForReplay();
  const { exitCode, stdout } = await sandbox.run(job, ['--allow-removals']);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('1 that production no longer has stay')]);
  expect(standby.odoo.names()).toContain(needed.storeFname);
});

test('[promise 4] a row of any database protects a file, and a database that cannot be asked protects all', async () => {
  const { production, standby } = sandbox;
  await production.odoo.createDatabase('second');
  const name = stray('referred to by the second database only');
  await production.odoo.attachMany(30);
  await production.postgres.sql(`INSERT INTO ir_attachment (name, store_fname) VALUES ('x', '${name}')`, {
    database: 'second',
  });
  await inStep();
  rmSync(production.path('data/filestore/prod', name));
  expect((await sandbox.run(job)).stdout).toContain('1 that production no longer has stay');
  expect(standby.odoo.names()).toContain(name);
  await production.postgres.sql('ALTER TABLE ir_attachment RENAME store_fname TO moved', {
    database: 'second',
  });
  await sandbox.waitForReplay();
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('no column store_fname')]);
  expect(standby.odoo.names()).toContain(name);
});

test('[hazard 11] checklist/ is never copied', async () => {
  await sandbox.production.odoo.attachMany(3);
  await inStep();
  expect(sandbox.production.exists('data/filestore/prod/checklist')).toBe(true);
  const found = spawnSync('find', [sandbox.standby.path('data'), '-path', '*/checklist/*'], {
    encoding: 'utf8',
  });
  expect(found.stdout).toBe('');
});

test('[hazard 12] the data folder is that of odoo.conf, or the one that is configured', async () => {
  const { production, standby } = sandbox;
  const made = await production.odoo.attach('a', 'one');
  standby.write('etc/odoo/odoo.conf', `[options]\ndata_dir = ${standby.seenAs}/elsewhere\n`);
  sandbox.configure({ PRODUCTION_DATA_DIR: `${production.seenAs}/data` });
  await sandbox.waitForReplay();
  expect(await sandbox.run(job)).toMatchObject({ exitCode: 0 });
  expect(standby.read(`elsewhere/filestore/prod/${made.storeFname}`)).toBe('one');
  sandbox.configure({ DATA_DIR: `${standby.seenAs}/third` });
  expect(await sandbox.run(job)).toMatchObject({ exitCode: 0 });
  expect(standby.read(`third/filestore/prod/${made.storeFname}`)).toBe('one');
});

test('a file that is truncated here is fetched again; the bad one is kept in the hold', async () => {
  const made = await sandbox.production.odoo.attach('a', 'a whole file');
  await inStep();
  truncateSync(here(made.storeFname), 3);
  await inStep();
  const { stdout } = await sandbox.run('ot-hold', ['list', '--json']);
  expect(JSON.parse(stdout).holds).toMatchObject([{ files: 1, bytes: 3 }]);
});

test('[promise 5] a file that is half-written on production is named, not placed, and comes when it is whole', async () => {
  const { production, standby } = sandbox;
  const half = await production.odoo.attach('half', 'the whole content');
  const whole = await production.odoo.attach('whole', 'another');
  writeFileSync(production.odoo.file(half), 'the whole');
  await sandbox.waitForReplay();
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining(half.sha1)]);
  expect(standby.odoo.names()).toEqual([whole.storeFname]);
  expect(standby.exists(summary)).toBe(false);
  writeFileSync(production.odoo.file(half), 'the whole content');
  await inStep();
});

test('a file that is damaged on production does not replace the good one here', async () => {
  const { production, standby } = sandbox;
  const made = await production.odoo.attach('a', 'good');
  await inStep();
  writeFileSync(production.odoo.file(made), 'damaged there');
  expect(await sandbox.run(job)).toMatchObject({ exitCode: 3, stderr: expect.stringContaining(made.sha1) });
  expect(standby.odoo.damaged()).toEqual([]);
});

test('legacy folders, several databases, one without files', async () => {
  const { production } = sandbox;
  await production.odoo.createDatabase('second');
  await production.odoo.attach('a', 'of the second', { database: 'second' });
  await production.odoo.createDatabase('empty');
  const legacy = stray('from long ago', 3);
  await production.odoo.attachMany(3);
  await inStep();
  expect(sandbox.standby.odoo.names('second')).toEqual(production.odoo.names('second'));
  expect(readFileSync(here(legacy), 'utf8')).toBe('from long ago');
});

test('other folders of the data folder are kept in step by size and time; sessions only when asked for', async () => {
  const { production, standby } = sandbox;
  production.write('data/addons/14.0/module/__init__.py', 'one');
  production.write('data/sessions/werkzeug_1.sess', 'secret');
  await inStep();
  expect(standby.exists('data/sessions/werkzeug_1.sess')).toBe(false);
  production.write('data/addons/14.0/module/__init__.py', 'two');
  utimesSync(production.path('data/addons/14.0/module/__init__.py'), 1e9, 1e9);
  sandbox.configure({ DATA_FOLDERS: 'filestore addons sessions' });
  await inStep();
  expect(standby.read('data/addons/14.0/module/__init__.py')).toBe('two');
  expect(standby.read('data/sessions/werkzeug_1.sess')).toBe('secret');
});

test('names with blanks, newlines, quotes, dashes, control characters and other bytes', async () => {
  const { production, standby } = sandbox;
  const names = [
    'a b',
    'new\nline',
    `qu'o"te`,
    '--delete',
    '-e sh',
    '$(touch x)',
    '\u001b[31m',
    'ümlaut',
    '*?[a]',
    '\\#012',
  ];
  for (const name of names) production.write(`data/filestore/prod/zz/${name}`, name);
  const odd = Buffer.from('latin\xe9', 'latin1');
  const path = (root: string) => Buffer.concat([Buffer.from(`${root}/data/filestore/prod/zz/`), odd]);
  production.write('data/filestore/od d/zz/x', 'odd database');
  writeFileSync(path(production.root), 'not UTF-8');
  expect(await sandbox.run(job)).toMatchObject({ exitCode: 0, stderr: '' });
  for (const name of names) expect(standby.read(`data/filestore/prod/zz/${name}`)).toBe(name);
  expect(readFileSync(path(standby.root), 'utf8')).toBe('not UTF-8');
  expect(standby.read('data/filestore/od d/zz/x')).toBe('odd database');
  rmSync(production.path('data/filestore/prod/zz'), { recursive: true });
  stray('something stays');
  const { exitCode, stderr } = await sandbox.run(job, ['--allow-removals']);
  expect([exitCode, stderr]).toEqual([0, '']);
  expect(standby.exists('data/filestore/prod/zz')).toBe(false);
});

test('links come over unless they lead out; special files are left alone', async () => {
  const { production, standby } = sandbox;
  production.write('data/addons/real', 'real');
  symlinkSync('real', production.path('data/addons/link'));
  spawnSync('mkfifo', [production.path('data/addons/pipe')]);
  await inStep();
  expect(readlinkSync(standby.path('data/addons/link'))).toBe('real');
  expect(standby.exists('data/addons/pipe')).toBe(false);
  symlinkSync('../../etc/odoo/odoo.conf', production.path('data/addons/out'));
  const { exitCode, stderr } = await sandbox.run(job);
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('leads out')]);
  expect(() => lstatSync(standby.path('data/addons/out'))).toThrow('ENOENT');
});

test('a database whose folder is a link to another place, on both machines', async () => {
  const { production, standby } = sandbox;
  for (const machine of [production, standby]) {
    mkdirSync(machine.path('var/big'));
    rmSync(machine.path('data/filestore/prod'), { recursive: true });
    symlinkSync('../../var/big', machine.path('data/filestore/prod'));
  }
  await production.odoo.attach('a', 'on the other disk');
  await inStep();
  expect(lstatSync(standby.path('data/filestore/prod')).isSymbolicLink()).toBe(true);
});

test('files and folders get the modes that Odoo gave them there, without set-id bits', async () => {
  const { production } = sandbox;
  const made = await production.odoo.attach('a', 'one');
  chmodSync(production.odoo.file(made), 0o4640);
  chmodSync(dirname(production.odoo.file(made)), 0o750);
  await inStep();
  expect(statSync(here(made.storeFname)).mode & 0o7777).toBe(0o640);
  expect(statSync(dirname(here(made.storeFname))).mode & 0o7777).toBe(0o750);
});

test('[promise 17] under the forced command it does the same', async () => {
  const { production, standby, sshd } = sandbox;
  production.write('gate/ot-redundancy-gate', gateScript);
  const gate = `/bin/sh ${production.seenAs}/gate/ot-redundancy-gate ${production.seenAs}/data`;
  sshd.authorize(standby.path('home/.ssh/id_ed25519.pub'), `restrict,command="${gate}"`);
  await production.odoo.attachMany(20);
  await inStep();
});
