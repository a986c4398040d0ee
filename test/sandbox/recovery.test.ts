import { chmodSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unplug } from './faults.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

/** One recovery after the other's steps, as an operator leads it: the tests stand in the order of the checklist. */
describe('ot-recovery leads from the first note to the report', () => {
  let sandbox: Sandbox;
  const recovery = (...words: readonly string[]) => sandbox.run('ot-recovery', words);
  const notes = () => {
    const [folder = ''] = readdirSync(sandbox.standby.path('state/incidents'));
    return sandbox.standby.read(`state/incidents/${folder}/notes.md`);
  };

  beforeAll(async () => {
    sandbox = await openSandbox({ CONNECT_SECONDS: 1, RECOVERY_DIR: '/nonexistent' });
    const { standby } = sandbox;
    sandbox.configure({ RECOVERY_DIR: `${standby.seenAs}/etc/odoo/ot-recovery.d` });
    const printers = {
      id: 'printers',
      title: 'Start the label printers',
      text: 'They hang on it.',
      after: 'smoke',
    };
    const command = ['/bin/echo', 'printers up'];
    // JSON is YAML.
    standby.write('etc/odoo/ot-recovery.d/10-printers.yaml', JSON.stringify({ ...printers, command }));
    standby.write('etc/odoo/ot-recovery.d/20-bad.yaml', 'id: Bad Name\ntitle: x\ntext: y\nafter: smoke\n');
    await sandbox.production.odoo.attach('kept.txt', 'kept');
    await sandbox.waitForReplay();
    expect((await sandbox.run('ot-attachments-sync')).exitCode).toBe(0);
    await sandbox.production.odoo.attach('lost.txt', 'never synced');
    const [whole = ''] = standby.odoo.names();
    truncateSync(standby.odoo.file({ storeFname: whole }), 2);
    await sandbox.waitForReplay();
    await unplug(sandbox);
  });
  afterAll(() => sandbox.close());

  it('opens one incident at a time', async () => {
    expect((await recovery('start', 'production', 'is', 'gone')).exitCode).toBe(0);
    const second = await recovery('start');
    expect([second.exitCode, second.stderr]).toEqual([13, expect.stringContaining('is open')]);
  });

  it("shows the checklist with the site's own step, and names a bad file", async () => {
    const { stdout, stderr } = await recovery('status');
    expect(stdout).toContain('Next: ot-recovery step exhaust');
    expect(stdout.indexOf('printers')).toBeGreaterThan(stdout.indexOf('smoke'));
    expect(stderr).toContain('20-bad.yaml: id:');
  });

  it('looks for production as often as wanted: what was decided of it stands', async () => {
    expect((await recovery('step', 'exhaust', 'run')).stdout).toContain('looked at; decide');
    await recovery('step', 'exhaust', 'done', '--reason', 'go over');
    expect((await recovery('step', 'exhaust', 'run')).stdout).not.toContain('decide');
    expect((await recovery('status')).stdout).toMatch(/\[OK\] exhaust .*\(go over\)/);
  });

  it('[promise 16] keeps notes, readable without the tool', async () => {
    await recovery('note', 'called the data centre');
    expect(notes()).toContain('called the data centre');
  });

  it('leaves a step out only with a reason', async () => {
    expect((await recovery('step', 'image', 'skip')).exitCode).toBe(2);
    expect((await recovery('step', 'image', 'skip', '--reason', ' ')).exitCode).toBe(2);
    expect((await recovery('step', 'image', 'skip', '--reason', 'no space')).exitCode).toBe(0);
    expect((await recovery('step', 'image')).stdout).toContain('[--]');
  });

  it('[promise 12] writes nothing down of a step that nothing can run, and of a promotion that was none', async () => {
    const before = notes();
    for (const step of ['promote', 'image', 'inform'])
      expect((await recovery('step', step, 'run')).exitCode).toBe(2);
    const ticked = await recovery('step', 'promote', 'done');
    expect([ticked.exitCode, ticked.stderr]).toEqual([13, expect.stringContaining('is a standby')]);
    expect(notes()).toBe(before);
  });

  it("[promise 11] fences through the site's program and looks for signs of life", async () => {
    const { standby } = sandbox;
    standby.write('bin/fence', '#!/bin/sh\necho "power off $OT_PRODUCTION for $OT_INCIDENT"\n');
    sandbox.configure({ FENCE_COMMAND: `${standby.seenAs}/bin/fence` });
    const denied = await recovery('step', 'fence', 'run');
    expect([denied.exitCode, denied.stderr]).toEqual([1, expect.stringContaining('bin/fence')]);
    standby.fixture('fence', 'echo "power off $OT_PRODUCTION for $OT_INCIDENT"');
    const { exitCode, stdout } = await recovery('step', 'fence', 'run');
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('no sign of life: ssh')]);
    expect(notes()).toContain('power off 127.0.0.1');
  });

  it('[promise 16] takes a note while a step is at work', async () => {
    const { standby } = sandbox;
    standby.fixture('fence', `until [ -e ${standby.seenAs}/noted ]; do sleep 0.1; done`);
    const fence = sandbox.start('ot-recovery', ['step', 'fence', 'run']);
    await expect.poll(notes, { timeout: 60_000 }).toMatch(/begins: run .*bin.fence.*\n$/);
    expect(await recovery('note', 'it hums')).toMatchObject({ exitCode: 0 });
    expect(notes()).toContain('it hums');
    standby.write('noted', '');
    expect((await fence.result).exitCode).toBe(0);
  });

  it('[promise 16] promotes within the same incident, although NOTES_DIR is gone', async () => {
    sandbox.configure({ NOTES_DIR: '/nonexistent/notes' });
    const { exitCode, stdout, stderr } = await sandbox.run('ot-disable-standby-mode', [
      '--confirm',
      hostname(),
    ]);
    sandbox.configure({ NOTES_DIR: '' });
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('notes cannot be written')]);
    expect(stdout).toMatch(/^Syncs: .*\n(.*\n)* {2}attachments: in step at \d/m);
    expect(notes()).toContain('step "promote" done');
    expect((await recovery('status')).stdout).toMatch(/\[OK\] promote/);
  });

  it('[promise 14] names every missing or damaged file with its record and uploader', async () => {
    const { exitCode, stdout } = await recovery('step', 'loss', 'run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/attachments: 2 of \d+ files are missing or damaged/);
    expect(stdout).toMatch(/missing: lost\.txt .* by admin/);
    expect(stdout).toContain('apt: never in step');
    expect(stdout).toMatch(/damaged: kept\.txt .* by admin/);
  });

  it('tests Odoo and names what needs eyes', async () => {
    const { exitCode, stdout } = await recovery('step', 'smoke', 'run');
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('last attachment in')]);
    expect(stdout).toContain('nobody was (ODOO_LOGIN_FILE is not set)');
  });

  it('[promise 18] logs in as the configured user, downloads an attachment, and writes the password nowhere', async () => {
    const { standby } = sandbox;
    const file = standby.path('etc/odoo/smoke-login');
    standby.write('etc/odoo/smoke-login', 'admin\nadmin-pass\n');
    await standby.postgres.sql("UPDATE res_users SET password = 'admin-pass' WHERE login = 'admin'");
    const base = () =>
      standby.postgres.sql("SELECT value FROM ir_config_parameter WHERE key = 'web.base.url'");
    const before = await base();
    sandbox.configure({ ODOO_LOGIN_FILE: file });
    chmodSync(file, 0o644);
    const open = await recovery('step', 'smoke', 'run');
    expect([open.exitCode, open.stderr]).toEqual([10, expect.stringContaining('can be read by others')]);
    chmodSync(file, 0o640);
    // The file that was cut short must not be what proves that Odoo serves files.
    const good = await recovery('step', 'smoke', 'run');
    expect([good.exitCode, good.stderr]).toEqual([14, expect.stringContaining('kept.txt: other content')]);
    writeFileSync(standby.odoo.file({ storeFname: standby.odoo.names()[0] ?? '' }), 'kept');
    const { exitCode, stdout } = await recovery('step', 'smoke', 'run');
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('logged in over JSON-RPC: as admin')]);
    expect(stdout).toContain('attachment served whole: kept.txt');
    expect(await base()).toBe(before);
    const report = await recovery('report', '--json');
    for (const text of [stdout, good.stderr, notes(), report.stdout])
      expect(text).not.toContain('admin-pass');
  });

  it('makes asset bundles anew and restarts the further services when told', async () => {
    expect((await recovery('regenerate-assets')).stdout).toContain('asset bundles taken out of prod');
    expect((await recovery('restart-services')).stdout).toContain('there is none to restart');
    expect(notes()).toContain('let Odoo make its asset bundles anew');
  });

  it('proves that the public address leads to this machine, and not to the old production', async () => {
    const { standby } = sandbox;
    const leads = 'case "$1" in ahosts) echo "192.0.2.7 STREAM" ;; *) exec /usr/bin/getent "$@" ;; esac';
    standby.fixture('getent', leads);
    const port = /http_port = (\d+)/.exec(standby.read('etc/odoo/odoo.conf'))?.[1];
    const other = createServer((_, response) => response.end('<form class="oe_login_form"></form>'));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const otherPort = typeof address === 'object' ? address?.port : undefined;
    sandbox.configure({ PUBLIC_URL: `http://localhost:${otherPort}` });
    const elsewhere = await recovery('step', 'repoint', 'run');
    other.close();
    expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([
      14,
      expect.stringMatching(/\(192\.0\.2\.7\) does not reach this machine: without our mark it answers 200/),
    ]);
    sandbox.configure({ PUBLIC_URL: `http://localhost:${port}` });
    const here = await recovery('step', 'repoint', 'run');
    expect([here.exitCode, here.stdout]).toEqual([0, expect.stringContaining('reaches this machine')]);
    expect((await recovery('status')).stdout).toMatch(/\[OK\] repoint/);
    const marks = "SELECT count(*) FROM ir_attachment WHERE name LIKE 'ot-recovery-mark%'";
    expect(await standby.postgres.sql(marks)).toBe('0');
  });

  it('says what cannot be proven of the public address, and leaves the step open', async () => {
    sandbox.standby.fixture('getent', 'exec /usr/bin/getent "$@"');
    const { exitCode, stdout } = await recovery('step', 'repoint', 'run');
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(/cannot be proven from here: .*look from outside/s),
    ]);
    expect((await recovery('status')).stdout).toMatch(/\[ {2}\] repoint .*look from outside/);
  });

  it("runs the site's own step", async () => {
    await recovery('step', 'printers', 'run');
    expect(notes()).toContain('printers up');
  });

  it('reports what was done, what is lost and what is open', async () => {
    expect((await recovery('step', 'inform')).stdout).toMatch(
      /Odoo runs on .* since \d{4}-.*\n\nWhat was entered until .* is there.*\n2 uploaded files are missing/,
    );
    await recovery('step', 'repoint', 'done');
    const { stdout } = await recovery('report');
    expect(stdout).toContain('missing: lost.txt');
    expect(stdout).toContain('not done: Tell the people');
    const json: unknown = JSON.parse((await recovery('report', '--json')).stdout);
    expect(json).toMatchObject({ schemaVersion: 1, open: true, interrupted: [], damaged: [] });
    expect((await recovery('finish')).exitCode).toBe(0);
    expect((await recovery('note', 'late')).exitCode).toBe(1);
  });
});
