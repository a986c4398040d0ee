import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from './processes.ts';
import { promote } from './replication.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openSandbox({ CONNECT_SECONDS: 60, FILESTORE_MODE: 'mirror' });
});

afterEach(async () => {
  await sandbox.close();
});

/** Starts a command against a production that accepts and hangs, and waits until a job of it is under way. */
async function startHanging(command: string) {
  await sandbox.sshd.hang();
  const started = sandbox.start(command);
  // A run is recorded as soon as it holds its lock.
  await until(() => sandbox.standby.exists('state/runs'), 'a run to be under way');
  return started;
}

test.each(['ot-attachments-sync', 'ot-sync-from-source'])(
  '[hazard 5] [hazard 6] ot-disable-sync ends a running %s, and nothing syncs any more',
  async (command) => {
    const running = await startHanging(command);
    const disabled = await sandbox.run('ot-disable-sync');
    expect(disabled).toMatchObject({ exitCode: 0, stderr: '' });
    expect(disabled.stdout).toMatch(new RegExp(`^sync is off\n.* \\(${running.pid}\\) was ended\n$`));
    expect(await running.result).toMatchObject({ exitCode: 130 });
    await sandbox.sshd.start();
    expect(await sandbox.run(command)).toMatchObject({ exitCode: 4 });
  },
);

test('[promise 1] [hazard 5] after a promotion not even sync that is switched on again pulls anything', async () => {
  await promote(sandbox.standby.postgres);
  await sandbox.run('ot-disable-sync');
  const enabled = await sandbox.run('ot-enable-sync');
  expect(enabled.stderr).toContain("this machine's role is primary");
  const before = sandbox.standby.odoo.names();
  await sandbox.production.odoo.attach('new', 'new');
  expect(await sandbox.run('ot-sync-from-source')).toMatchObject({ exitCode: 13 });
  expect(sandbox.standby.odoo.names()).toEqual(before);
});
