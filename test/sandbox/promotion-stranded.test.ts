import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { record, requireIncident } from '../../src/recovery/incident.ts';
import { begunFact } from '../../src/recovery/promotion/begun.ts';
import { testContext } from '../support/context.ts';
import { breakOdoo, unplug } from './faults.ts';
import type { Machine } from './machine.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const command = 'ot-disable-standby-mode';
const confirm = ['--confirm', hostname()];

async function dark(): Promise<Sandbox> {
  const sandbox = await openSandbox({ CONNECT_SECONDS: 1, ODOO_SECONDS: 5 });
  await sandbox.production.odoo.attach('a.txt', 'content');
  await sandbox.waitForReplay();
  await unplug(sandbox);
  return sandbox;
}

const inRecovery = (sandbox: Sandbox) => sandbox.standby.postgres.sql('SELECT pg_is_in_recovery()');
const recovery = (sandbox: Sandbox, ...words: readonly string[]) => sandbox.run('ot-recovery', words);

describe('[promise 12] a promotion that stopped halfway', () => {
  it('is not left behind: finish refuses, and a reason keeps the way open', async () => {
    await using sandbox = await dark();
    const mend = breakOdoo(sandbox.standby);
    expect((await sandbox.run(command, confirm)).exitCode).toBe(14);
    expect(await inRecovery(sandbox)).toBe('f');
    const refused = await recovery(sandbox, 'finish');
    expect([refused.exitCode, refused.stderr]).toEqual([13, expect.stringContaining('half in production')]);
    const ended = await recovery(sandbox, 'finish', '--reason', 'handed over');
    expect([ended.exitCode, ended.stdout]).toEqual([
      0,
      expect.stringContaining('Left open: Bring this standby'),
    ]);
    mend();
    const again = await sandbox.run(command, confirm);
    expect([again.exitCode, again.stderr]).toEqual([
      0,
      expect.stringContaining('is a primary on timeline 2'),
    ]);
    expect((await recovery(sandbox, 'finish')).exitCode).toBe(0);
    expect(await sandbox.run(command, confirm)).toMatchObject({
      exitCode: 13,
      stderr: expect.stringContaining('there is nothing to promote'),
    });
  });

  it('does not strand the next one, for which this machine was made anew on a lower timeline', async () => {
    await using sandbox = await dark();
    await recovery(sandbox, 'start', 'the year before');
    const { values } = await loadConfig(sandbox.config);
    const { id } = await requireIncident(values);
    const event = { kind: 'fact', name: begunFact, what: 'promotion begins', value: 5 } as const;
    await record(testContext(), values, { id, event });
    await recovery(sandbox, 'finish', '--reason', 'the machine is made anew');
    const { exitCode, stderr } = await sandbox.run(command, confirm);
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('timeline 2 (before: 1)')]);
  });
});

/** Debian's list of clusters: another one, which runs or does not, then the standby's own. */
function listClusters(sandbox: Sandbox, other: Machine, running: 0 | 1): void {
  const row = (version: string, machine: Machine) => ({
    ...{ version, cluster: 'main', port: machine.postgres.port, running: version === '15' ? 1 : running },
    ...{ socketdir: machine.postgres.socketFolder, pgdata: machine.path('pgdata') },
  });
  const rows = JSON.stringify([row('13', other), row('15', sandbox.standby)]);
  sandbox.standby.fixture('pg_lsclusters', `cat <<'EOF'\n${rows}\nEOF`);
  sandbox.configure({ PG_HOST: '' });
}

describe('[promise 10] beside another cluster of this machine', () => {
  it('the promoted one is found again, although an old one is down', async () => {
    await using sandbox = await dark();
    listClusters(sandbox, sandbox.production, 0);
    expect((await sandbox.run(command, confirm)).exitCode).toBe(0);
    const again = await sandbox.run(command, confirm);
    expect([again.exitCode, again.stderr]).toEqual([0, expect.stringContaining('PG_CLUSTER is 15/main')]);
    expect((await recovery(sandbox, 'step', 'loss', 'run')).stdout).toMatch(/attachments: \d+ of \d+ files/);
    expect((await recovery(sandbox, 'step', 'smoke', 'run')).stdout).toContain('login page served');
    expect((await recovery(sandbox, 'regenerate-assets')).exitCode).toBe(0);
    expect((await sandbox.run('ot-status', ['--json'])).stdout).toContain(
      '"role":{"kind":"primary","server":"15/main"}',
    );
  });

  it('a run that goes on goes on with the promoted one, not with a primary that is listed first', async () => {
    await using sandbox = await openSandbox({ CONNECT_SECONDS: 1, ODOO_SECONDS: 5 });
    await sandbox.waitForReplay();
    listClusters(sandbox, sandbox.production, 1);
    const mend = breakOdoo(sandbox.standby);
    const args = [...confirm, '--accept-live-production', 'it stands in for a test cluster'];
    expect((await sandbox.run(command, args)).exitCode).toBe(14);
    mend();
    const again = await sandbox.run(command, confirm);
    expect([again.exitCode, again.stderr]).toEqual([
      0,
      expect.stringContaining('15/main is a primary on timeline 2'),
    ]);
  });
});
