import { chmodSync } from 'node:fs';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { unplug } from './faults.ts';
import { openSandbox } from './sandbox.ts';

/** A standby on which a sync was killed while it installed packages; `postinst` is what is still to be done. */
async function cutShort(postinst: string) {
  const sandbox = await openSandbox({ CONNECT_SECONDS: 1, ODOO_SECONDS: 30 });
  const { standby } = sandbox;
  standby.packages.installed('halfway', '1');
  const script = 'system/var/lib/dpkg/info/halfway.postinst';
  standby.write(script, `#!/bin/sh\n${postinst}\n`);
  chmodSync(standby.path(script), 0o755);
  const status = 'system/var/lib/dpkg/status';
  standby.write(status, standby.read(status).replace('ok installed', 'ok unpacked'));
  standby.write('state/odoo-stays-off', 'an installation is under way\n');
  await sandbox.waitForReplay();
  await unplug(sandbox);
  return sandbox;
}

const promote = ['ot-disable-standby-mode', ['--confirm', hostname()]] as const;

test('[promise 12] a promotion finishes an installation that was killed, before Odoo starts', async () => {
  await using sandbox = await cutShort('systemctl enable --now odoo');
  expect((await sandbox.run(...promote)).exitCode).toBe(0);
  expect(sandbox.standby.packages.list()).toEqual(['halfway 1']);
  expect(sandbox.standby.exists('state/odoo-stays-off')).toBe(false);
  const calls = sandbox.standby.calls().filter((call) => / odoo$/.test(call) && !/ is-/.test(call));
  // What its package switched on is off again until its own part of the promotion.
  expect(calls).toEqual([
    'systemctl enable --now odoo',
    'systemctl disable --now odoo',
    'systemctl start -- odoo',
    'systemctl enable -- odoo',
  ]);
});

test('[promise 13] what of a killed sync cannot be put right is told, and holds up no recovery', async () => {
  await using sandbox = await cutShort('true');
  sandbox.standby.write('state/repositories.json', 'torn');
  const modules = [{ name: 'alpha', version: '1.0' }];
  sandbox.standby.write('state/pip-pending.json', JSON.stringify({ schemaVersion: 1, modules }));
  const { exitCode, stderr } = await sandbox.run(...promote);
  expect([exitCode, stderr]).toEqual([
    0,
    expect.stringMatching(
      /what ot-apt-sync left half done is not put right: .*repositories\.json is not understood.*ot-hold list/,
    ),
  ]);
  expect(stderr).toMatch(/ot-pip-sync .*half there\. By hand: .* -m pip install .* alpha==1\.0\n/);
  expect(sandbox.standby.packages.list()).toEqual(['halfway 1']);
});

test('[promise 13] what dpkg cannot finish is told, and holds up no recovery', async () => {
  await using sandbox = await cutShort('echo "no such user" >&2; exit 1');
  const { exitCode, stderr } = await sandbox.run(...promote);
  expect([exitCode, stderr]).toEqual([
    0,
    expect.stringMatching(/interrupted installation cannot be finished/),
  ]);
});
