import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { unplug } from './faults.ts';
import { until } from './processes.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const confirm = ['--confirm', hostname()];
/** What a kill between the two files of a quiet start leaves, or an earlier recovery. */
const leftover = '{"schemaVersion":1,"previous":"7"}\n';

async function afterTheWorst(): Promise<Sandbox> {
  const sandbox = await openSandbox({ CONNECT_SECONDS: 1, ODOO_SECONDS: 30, QUIET_START: 'yes' });
  await sandbox.waitForReplay();
  await unplug(sandbox);
  return sandbox;
}

describe('a quiet start', () => {
  it('[promise 15] that was killed before it changed odoo.conf is finished, and takes its word from odoo.conf', async () => {
    await using sandbox = await afterTheWorst();
    const { standby } = sandbox;
    const before = `${standby.read('etc/odoo/odoo.conf')}max_cron_threads = 3\n`;
    standby.write('etc/odoo/odoo.conf', before);
    standby.write('state/crons-held.json', leftover);
    expect((await sandbox.run('ot-disable-standby-mode', confirm)).exitCode).toBe(0);
    expect(standby.read('etc/odoo/odoo.conf')).toContain('max_cron_threads = 0');
    standby.write('etc/services/workers', 'exec sleep 600\n');
    sandbox.configure({ SERVICES: 'workers' });
    expect(await sandbox.run('ot-recovery', ['release-crons'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('If workers runs Odoo, too: ot-recovery restart-services.'),
    });
    expect(standby.read('etc/odoo/odoo.conf')).toBe(before);
  });

  it('[promise 15] says what to do when what it kept of odoo.conf is damaged', async () => {
    await using sandbox = await afterTheWorst();
    const { standby } = sandbox;
    standby.write('state/crons-held.json', leftover.slice(0, 9));
    const stopped = await sandbox.run('ot-disable-standby-mode', confirm);
    expect(stopped).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('crons-held.json is damaged: it kept what '),
    });
    expect(stopped.stderr).toMatch(/Write max_cron_threads in .*odoo\.conf as it was/);
    expect(stopped.stderr).not.toContain('unexpected');
    rmSync(standby.path('state/crons-held.json'));
    expect((await sandbox.run('ot-disable-standby-mode', confirm)).exitCode).toBe(0);
    expect(standby.read('etc/odoo/odoo.conf')).toContain('max_cron_threads = 0');
  });

  it('[promise 15] stops an Odoo that ran all along before there is a primary: it comes back without its jobs', async () => {
    await using sandbox = await afterTheWorst();
    const { standby } = sandbox;
    // It says what it reads when it starts, and whether its database takes writes then.
    const says = 'echo "jobs $(grep -c ^max_cron_threads "$HERE/etc/odoo/odoo.conf")"';
    standby.write('etc/services/odoo', `${says}\n${standby.read('etc/services/odoo')}`);
    spawnSync(standby.path('bin/systemctl'), ['start', 'odoo'], { env: sandbox.environment() });
    await until(() => standby.exists('log/odoo.log'), 'Odoo to start');
    expect((await sandbox.run('ot-disable-standby-mode', confirm)).exitCode).toBe(0);
    expect(standby.read('log/odoo.log')).toBe('jobs 0\njobs 1\n');
    const [incident = ''] = readdirSync(standby.path('state/incidents'));
    const notes = standby.read(`state/incidents/${incident}/notes.md`);
    expect(notes.indexOf('stopped, to be started')).toBeGreaterThan(0);
    expect(notes.indexOf('stopped, to be started')).toBeLessThan(notes.indexOf('begins: promote PostgreSQL'));
  });
});
