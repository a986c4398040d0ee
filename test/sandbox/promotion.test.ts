import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { record, requireIncident } from '../../src/recovery/incident.ts';
import { begunFact } from '../../src/recovery/promotion/begun.ts';
import { testContext } from '../support/context.ts';
import { breakOdoo, unplug } from './faults.ts';
import { until } from './processes.ts';
import { promote } from './replication.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const command = 'ot-disable-standby-mode';
const confirm = ['--confirm', hostname()];

/** A sandbox whose production has lost power, with one attachment that had reached the standby's database. */
async function afterTheWorst(before?: (sandbox: Sandbox) => Promise<unknown>): Promise<Sandbox> {
  const sandbox = await openSandbox({ CONNECT_SECONDS: 1, ODOO_SECONDS: 30 });
  await sandbox.production.odoo.attach('a.txt', 'content');
  await before?.(sandbox);
  await sandbox.waitForReplay();
  await unplug(sandbox);
  return sandbox;
}

const inRecovery = (sandbox: Sandbox) => sandbox.standby.postgres.sql('SELECT pg_is_in_recovery()');
const timeline = (sandbox: Sandbox) =>
  sandbox.standby.postgres.sql('SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)');

/** The line of a run that was killed when it had begun to promote. */
async function begin(sandbox: Sandbox): Promise<void> {
  const { values } = await loadConfig(sandbox.config);
  const { id } = await requireIncident(values);
  const event = { kind: 'fact', name: begunFact, what: 'promotion begins', value: 1 } as const;
  await record(testContext(), values, { id, event });
}

describe('ot-disable-standby-mode', () => {
  it('[hazard 1] [hazard 2] [promise 13] promotes on a new timeline, starts Odoo and proves both', async () => {
    await using sandbox = await afterTheWorst();
    const { exitCode, stdout, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('login page served')]);
    expect(stdout).toContain('This machine is in production now.');
    expect(stdout).toMatch(
      /attachments: never in step\n.*database: at the promotion: replayed to \S+, .*files: before/s,
    );
    expect(stderr).toContain('[OK] download an attachment: ');
    expect(stdout).toContain('ot-recovery step loss run');
    expect(await inRecovery(sandbox)).toBe('f');
    expect(await timeline(sandbox)).toBe('00000002');
    expect(sandbox.standby.exists('var/services/odoo.enabled')).toBe(true);
  });

  it('[hazard 3] restarts no PostgreSQL, not even the one it promotes', async () => {
    await using sandbox = await afterTheWorst();
    const started = () => sandbox.standby.postgres.sql('SELECT pg_postmaster_start_time()');
    const before = await started();
    expect((await sandbox.run(command, confirm)).exitCode).toBe(0);
    expect(await started()).toBe(before);
  });

  it('[promise 1] lets nothing sync afterwards, not even with SYNCMODE on again', async () => {
    await using sandbox = await afterTheWorst();
    await sandbox.run(command, confirm);
    expect((await sandbox.run('ot-attachments-sync')).exitCode).toBe(4);
    sandbox.configure({ SYNCMODE: 'on' });
    const again = await sandbox.run('ot-attachments-sync');
    expect([again.exitCode, again.stderr]).toEqual([13, expect.stringContaining('is a primary')]);
  });

  it('[hazard 8] run a second time finds all done and changes nothing', async () => {
    await using sandbox = await afterTheWorst();
    await sandbox.run(command, confirm);
    // Somebody notes something at that very moment.
    spawn('flock', [sandbox.standby.path('run/recovery.lock'), 'sleep', '3'], { stdio: 'ignore' });
    const { exitCode, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('is a primary on timeline 2')]);
    expect(await timeline(sandbox)).toBe('00000002');
  });

  it('[hazard 4] [promise 11] refuses while production lives; an acceptance with its reason is recorded', async () => {
    await using sandbox = await openSandbox({ CONNECT_SECONDS: 1 });
    const refused = await sandbox.run(command, confirm);
    expect([refused.exitCode, refused.stderr]).toEqual([13, expect.stringContaining('ssh: port')]);
    expect(await inRecovery(sandbox)).toBe('t');
    const accepted = await sandbox.run(command, [...confirm, '--accept-live-production', 'a drill']);
    expect(accepted.exitCode).toBe(0);
    const [folder = ''] = readdirSync(sandbox.standby.path('state/incidents'));
    expect(sandbox.standby.read(`state/incidents/${folder}/notes.md`)).toContain('a drill');
  });

  it('[hazard 5] ends a sync that is under way before it promotes', async () => {
    await using sandbox = await openSandbox({ CONNECT_SECONDS: 60, FILESTORE_MODE: 'mirror' });
    await sandbox.sshd.hang();
    const sync = sandbox.start('ot-attachments-sync');
    await until(() => sandbox.standby.exists('state/runs'), 'a run to be under way');
    await sandbox.production.postgres.stop('immediate');
    sandbox.configure({ CONNECT_SECONDS: 1 });
    const args = [...confirm, '--accept-live-production', 'its sshd hangs'];
    expect((await sandbox.run(command, args)).exitCode).toBe(0);
    expect(await sync.result).toMatchObject({ exitCode: 130 });
  });

  it('[promise 14] tells people how far the database came in the end, not when it was looked at first', async () => {
    await using sandbox = await openSandbox({ CONNECT_SECONDS: 1, ODOO_SECONDS: 30 });
    const { production, standby } = sandbox;
    await production.odoo.attach('early.txt', 'a');
    await sandbox.waitForReplay();
    const own = standby.read('bin/systemctl');
    const wait =
      'case "$*" in is-enabled*follow*) : >"$HERE/looked"; until [ -e "$HERE/go" ]; do sleep 0.1; done ;; esac';
    standby.fixture('systemctl', `${wait}\n${own}`);
    const { result } = sandbox.start(command, [...confirm, '--accept-live-production', 'a test']);
    await until(async () => standby.exists('looked'), 'the first part');
    await production.odoo.attach('late.txt', 'b');
    await sandbox.waitForReplay();
    standby.write('go', '');
    expect((await result).exitCode).toBe(0);
    const { events } = JSON.parse((await sandbox.run('ot-recovery', ['report', '--json'])).stdout);
    const times = events.flatMap((event: { name?: string; value?: { lastTransactionAt: string } }) =>
      event.name === 'database' ? [event.value?.lastTransactionAt] : [],
    );
    expect(times).toEqual([expect.any(String), expect.any(String)]);
    expect(times[0] < times[1]).toBe(true);
  });

  it('[promise 15] starts Odoo without its scheduled jobs, and gives odoo.conf its own word back on release', async () => {
    await using sandbox = await afterTheWorst();
    sandbox.configure({ QUIET_START: 'yes' });
    const before = sandbox.standby.read('etc/odoo/odoo.conf');
    const { exitCode, stdout, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/held: \d+ scheduled jobs and \d+ mails wait/),
    ]);
    expect(stdout).toContain('ot-recovery release-crons');
    expect(sandbox.standby.read('etc/odoo/odoo.conf')).toContain('max_cron_threads = 0');
    expect((await sandbox.run('ot-recovery', ['release-crons'])).exitCode).toBe(0);
    expect(sandbox.standby.read('etc/odoo/odoo.conf')).toBe(before);
    expect((await sandbox.run(command, confirm)).exitCode).toBe(0);
    expect(sandbox.standby.read('etc/odoo/odoo.conf')).toBe(before);
  });

  it('takes out asset bundles without their file, so that Odoo serves whole pages', async () => {
    const bundle = {
      url: '/web/content/7-abc/web.assets_common.css',
      resModel: 'ir.ui.view',
      mimetype: 'text/css',
    };
    const other = { url: '/web/static/src/scss/asset_styles_company_report.scss', resModel: 'ir.ui.view' };
    await using sandbox = await afterTheWorst(async ({ production }) => {
      await production.odoo.attach('web.assets_common.css', 'a { }', bundle);
      await production.odoo.attach('asset_styles_company_report.scss', 'b { }', other);
    });
    const { exitCode, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('no asset bundle is without its file')]);
    const left = await sandbox.standby.postgres.sql('SELECT url FROM ir_attachment WHERE url IS NOT NULL');
    expect(left).toBe(other.url);
  });

  it('[promise 13] passes over a database whose DROP was interrupted', async () => {
    await using sandbox = await afterTheWorst(async ({ production }) => {
      await production.postgres.sql('CREATE DATABASE halfdropped');
      const mark = "UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'halfdropped'";
      await production.postgres.sql(mark);
    });
    const { exitCode, stdout, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('no asset bundle is without its file')]);
    expect(stdout).toMatch(/attachments: 1 of 1 files are missing/);
    const status = await sandbox.run('ot-recovery', ['step', 'smoke', 'run']);
    expect([status.exitCode, status.stderr]).toEqual([0, '']);
  });

  it('tries the database that odoo.conf serves, not a copy beside it', async () => {
    await using sandbox = await openSandbox({ CONNECT_SECONDS: 1, ODOO_SECONDS: 30 });
    const { odoo } = sandbox.production;
    await odoo.createDatabase('acopy');
    await odoo.attach('own.txt', 'own');
    await odoo.attach('other.txt', 'other', { database: 'acopy' });
    for (const database of ['prod', 'acopy'])
      await sandbox.production.postgres.sql('UPDATE ir_attachment SET public = true', { database });
    await sandbox.waitForReplay();
    expect((await sandbox.run('ot-attachments-sync')).exitCode).toBe(0);
    await unplug(sandbox);
    expect((await sandbox.run(command, confirm)).exitCode).toBe(0);
    const { exitCode, stdout, stderr } = await sandbox.run('ot-recovery', ['step', 'smoke', 'run']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toContain('attachment served whole: own.txt');
    expect(stdout).toMatch(/not tried: .* does not serve acopy/);
  });

  it('[promise 13] starts Odoo even where asset bundles cannot be looked for', async () => {
    await using sandbox = await afterTheWorst(async ({ production }) => {
      await production.postgres.sql('CREATE DATABASE hidden; ');
      for (const table of ['ir_attachment', 'ir_module_module'])
        await production.postgres.sql(`CREATE TABLE ${table} (name text)`, { database: 'hidden' });
    });
    const { exitCode, stdout, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('login page served')]);
    expect(stderr).toMatch(/asset bundles .* left out, /);
    expect(stdout).toContain('This machine is in production now.');
  });

  it('[promise 13] tells when Odoo does not find the filestore, and goes on', async () => {
    await using sandbox = await afterTheWorst(async (before) => {
      const kept = await before.production.odoo.attach('kept.txt', 'kept');
      await before.production.postgres.sql("UPDATE ir_attachment SET public = true WHERE name = 'kept.txt'");
      await before.waitForReplay();
      await before.run('ot-attachments-sync');
      writeFileSync(before.standby.odoo.file(kept), 'lost');
    });
    const { exitCode, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/download an attachment: left out, .*kept.txt: other content/),
    ]);
  });

  it('says what is wrong when Odoo does not come up, and completes once it does', async () => {
    await using sandbox = await afterTheWorst();
    sandbox.configure({ ODOO_SECONDS: 5 });
    const undo = breakOdoo(sandbox.standby);
    const failed = await sandbox.run(command, confirm);
    expect([failed.exitCode, failed.stderr]).toEqual([
      14,
      expect.stringMatching(/does not show it|and now|has ended/),
    ]);
    const report = await sandbox.run('ot-recovery', ['report']);
    expect(report.stdout).toContain('Bring this standby into production: **failed**');
    undo();
    expect((await sandbox.run(command, confirm)).exitCode).toBe(0);
    const { stdout } = await sandbox.run('ot-status', ['--json']);
    expect(stdout).toMatch(/"name": ?"promotionSeconds",\s*"value": ?\d/);
  });

  it('says that Odoo does not stay up, and where to look; and by which name it was asked in vain', async () => {
    await using sandbox = await afterTheWorst();
    const { standby } = sandbox;
    sandbox.configure({ ODOO_SECONDS: 5 });
    // A systemd that starts it again and again.
    const own = standby.read('bin/systemctl');
    const states = 'LoadState=loaded\\nActiveState=activating\\nUnitFileState=enabled\\n';
    standby.fixture(
      'systemctl',
      `case "$*" in *follow* | is-active*) exit 3 ;; show*) printf '${states}' ;; esac`,
    );
    standby.fixture('journalctl', 'echo "Start request repeated too quickly."');
    const crashes = await sandbox.run(command, confirm);
    expect([crashes.exitCode, crashes.stderr]).toEqual([
      14,
      expect.stringMatching(
        /odoo is activating and enabled: Start request repeated too quickly\.\n.*"journalctl -u odoo"/,
      ),
    ]);
    standby.fixture('systemctl', own);
    await sandbox.standby.postgres.sql('ALTER TABLE res_users RENAME TO gone');
    const silent = await sandbox.run(command, confirm);
    expect([silent.exitCode, silent.stderr]).toEqual([14, expect.stringMatching(/ODOO_HOST/)]);
  });

  it('[promise 13] starts the further services in order, and goes on without one that does not start', async () => {
    await using sandbox = await afterTheWorst();
    const { standby } = sandbox;
    for (const name of ['printers', 'bus']) standby.write(`etc/services/${name}`, 'exec sleep 600\n');
    sandbox.configure({ SERVICES: 'printers bus' });
    const own = standby.read('bin/systemctl');
    const fails = 'case "$*" in start*printers) echo "Job for printers.service failed." >&2; exit 1 ;; esac';
    standby.fixture('systemctl', `${fails}\n${own}`);
    const { exitCode, stdout, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(
        /start the further services: left out, .*printers\.service failed.*restart-services/,
      ),
    ]);
    expect(stdout).toContain('This machine is in production now.');
    expect(standby.exists('var/services/bus.pid')).toBe(true);
    expect(standby.exists('var/services/odoo.enabled')).toBe(true);
    standby.fixture('systemctl', own);
    const again = await sandbox.run(command, confirm);
    expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('running: printers, bus')]);
  });

  it('[promise 13] is done although the summary log cannot be written', async () => {
    await using sandbox = await afterTheWorst();
    mkdirSync(sandbox.standby.path('var/summary'), { recursive: true });
    sandbox.configure({ SUMMARYFILE: `${sandbox.standby.seenAs}/var/summary` });
    const { exitCode, stdout, stderr } = await sandbox.run(command, [...confirm, '--quiet']);
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(/end of the promotion is not in .*summary/),
    ]);
    expect(stdout).toBe('');
    expect((await sandbox.run('ot-recovery', ['status'])).stdout).toMatch(/\[OK\] promote/);
  });

  it('[promise 12] goes on when what a killed run had begun comes true in the middle of its look', async () => {
    await using sandbox = await afterTheWorst();
    await sandbox.run('ot-recovery', ['start', 'dark']);
    await begin(sandbox);
    // A configuration file whose reading waits for us: the role has been looked at then, the replication not yet.
    const path = sandbox.standby.path('etc/patroni.yml');
    execFileSync('mkfifo', [path]);
    sandbox.configure({ PATRONI_CONFIG: `${sandbox.standby.seenAs}/etc/patroni.yml` });
    const { result } = sandbox.start(command, confirm);
    const pipe = await open(path, 'w');
    rmSync(path);
    await promote(sandbox.standby.postgres);
    await pipe.close();
    const { exitCode, stderr } = await result;
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('is a primary on timeline 2')]);
  });

  it('leaves an Odoo that runs and does not answer to start at boot, and says that it is silent', async () => {
    await using sandbox = await afterTheWorst();
    sandbox.configure({ ODOO_SECONDS: 5 });
    sandbox.standby.write('etc/services/odoo', 'exec sleep 600\n');
    const { exitCode, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([
      14,
      expect.stringContaining('does not serve its login page after 5 s'),
    ]);
    expect(sandbox.standby.exists('var/services/odoo.enabled')).toBe(true);
  });

  it('does not wait for an Odoo that has ended, and tells its last words', async () => {
    await using sandbox = await afterTheWorst();
    const { standby } = sandbox;
    // Longer than the test may take.
    sandbox.configure({ ODOO_SECONDS: 3600 });
    const own = standby.read('etc/services/odoo');
    standby.write('etc/services/odoo', 'sleep 2; exit 1\n');
    standby.fixture(
      'journalctl',
      'case "$*" in *--unit=odoo*) echo "ImportError: no module named lxml" ;; esac',
    );
    const { exitCode, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([
      14,
      expect.stringMatching(/odoo has ended \(inactive\): ImportError: no module named lxml\n.*journalctl/),
    ]);
    expect(standby.exists('var/services/odoo.enabled')).toBe(true);
    standby.write('etc/services/odoo', own);
    expect((await sandbox.run(command, confirm)).exitCode).toBe(0);
  });

  it('[promise 15] starts no Odoo beside another one that has come up meanwhile', async () => {
    await using sandbox = await afterTheWorst();
    sandbox.configure({ ODOO_SECONDS: 5 });
    const mend = breakOdoo(sandbox.standby);
    expect((await sandbox.run(command, confirm)).exitCode).toBe(14);
    mend();
    const port = Number(/http_port = (\d+)/.exec(sandbox.standby.read('etc/odoo/odoo.conf'))?.[1]);
    const other = createServer((_, response) => response.end('<form class="oe_login_form"></form>'));
    await once(other.listen(port, '127.0.0.1'), 'listening');
    const { exitCode, stderr } = await sandbox.run(command, confirm);
    other.close();
    expect([exitCode, stderr]).toEqual([14, expect.stringContaining('is taken by another program')]);
    expect((await sandbox.run(command, confirm)).exitCode).toBe(0);
  });

  it('shows on a dry run what would be done, and does nothing', async () => {
    await using sandbox = await afterTheWorst();
    const { exitCode, stdout } = await sandbox.run(command, ['--dry-run']);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('promote PostgreSQL')]);
    expect(await inRecovery(sandbox)).toBe('t');
    expect(sandbox.standby.exists('state/incidents')).toBe(false);
  });
});
