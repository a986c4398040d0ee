import { basename } from 'node:path';
import type { Stage } from './stage.ts';
import { DemoFailed } from './stage.ts';

/** Installs the package on the standby, as an administrator would. */
export async function install(stage: Stage, deb: string): Promise<void> {
  stage.act('Install the package on the standby');
  const there = `/root/${basename(deb)}`;
  await stage.pair.standby.copyIn(deb, there);
  await stage.onStandby(`apt-get install -y -q ${there}`, { lines: 6, as: `apt install ${there}` });
  await stage.onStandby('ot-status', { codes: [0, 1, 3] });
}

/** Configures the standby: production's name, an ssh key of its own, the pinned host key, the gate on production. */
export async function configure(stage: Stage): Promise<void> {
  stage.act('Configure it: where production is, a key of its own, what that key may do');
  await stage.onStandby('ot-configure --set SYNCSRC=lab-production');
  await stage.onStandby('ot-configure --make-key');
  const shown = await stage.onProduction('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
  const fingerprint = /SHA256:\S+/.exec(shown)?.[0];
  if (fingerprint === undefined) throw new DemoFailed("production's host key has no fingerprint");
  await stage.onStandby(`ot-configure --pin-host-key --fingerprint ${fingerprint}`);
  await authorize(stage);
  await stage.onStandby('ot-connection-test');
  await stage.onStandby('ot-enable-sync');
}

/** What a person does with a second terminal on production: places the gate and the line that names it. */
export async function authorize(stage: Stage): Promise<void> {
  const { production, standby } = stage.pair;
  const said = await stage.onStandby('ot-configure --authorized-keys');
  const line = said.split('\n').find((text) => text.startsWith('restrict,command='));
  const gate = /\/[^\s"]*ot-redundancy-gate/.exec(line ?? '')?.[0];
  if (line === undefined || gate === undefined)
    throw new DemoFailed('no line for authorized_keys was printed');
  await production.put(gate, await standby.ok('ot-configure --print-gate'), '755');
  await stage.onProduction('install -d -o odoo -g odoo -m 700 /var/lib/odoo/.ssh');
  await stage.onProduction('cat >> /var/lib/odoo/.ssh/authorized_keys', {
    as: 'cat >> ~odoo/.ssh/authorized_keys    # the line from above',
    input: `${line}\n`,
  });
  await stage.onProduction('chown odoo:odoo /var/lib/odoo/.ssh/authorized_keys');
}
