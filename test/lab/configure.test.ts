import { expect, test } from 'vitest';
import { findDeb } from '../demo/find-deb.ts';
import { install } from '../demo/install.ts';
import { toField, typeValue } from '../tui/form-keys.ts';
import { silentStage } from './installed.ts';
import { openPair, type Pair } from './pair.ts';
import { LabTerminal } from './terminal.ts';

const file = '/etc/odoo/ot-redundancy-sync.conf';
const gate = '/usr/local/bin/ot-redundancy-gate';

/** What a person copies from the terminal: a line over several rows, whole. */
function lineOn(screen: string): string {
  const text = screen.split('\n').join('');
  return /restrict,command="[^"]*" ssh-ed25519 \S+ ot-redundancy@lab-standby/.exec(text)?.[0] ?? '';
}

/** What a person does with a second terminal on production. */
async function authorize({ production, standby }: Pair, line: string): Promise<void> {
  await production.put(gate, await standby.ok('ot-configure --print-gate'), '755');
  const add = 'install -d -o odoo -g odoo -m 700 ~odoo/.ssh && cat >> ~odoo/.ssh/authorized_keys';
  await production.ok(`${add} && chown odoo:odoo ~odoo/.ssh/authorized_keys`, { input: `${line}\n` });
}

/** The key is made, production's host key is pinned by the fingerprint that production itself shows. */
async function makeKeyAndPin(terminal: LabTerminal, { production, standby }: Pair): Promise<void> {
  await terminal.type('ag\r');
  await terminal.until('Make an ssh key for production now?');
  await terminal.type('y');
  await terminal.until(/\[OK\] ssh key +\/root\/\.ssh\/id_ed25519/);
  const shown = await production.ok('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub');
  const fingerprint = /SHA256:\S+/.exec(shown)?.[0] ?? '';
  await terminal.until(/\[ {2}\] host key +not pinned yet/);
  await terminal.type('gj\r');
  await terminal.until(fingerprint);
  await terminal.type(`${fingerprint}\r`);
  await terminal.until(/\[OK\] host key +pinned/);
  expect(await standby.ok('cat /var/lib/ot-redundancy/known_hosts')).toContain('lab-production ssh-ed25519 ');
}

/** The line is shown unbroken outside of the form, copied, and placed while the form waits for the login. */
async function copyLineAndWait(terminal: LabTerminal, pair: Pair): Promise<void> {
  await terminal.type('p');
  const line = lineOn(await terminal.until('Enter leads back to the form.'));
  expect(line).toContain(gate);
  await terminal.keys('Enter');
  await terminal.until('q leave');
  await terminal.type('G\r');
  await terminal.until(/waiting; tried [1-9]/);
  await authorize(pair, line);
  await terminal.until('[OK] production lets us in');
  await terminal.keys('Enter');
  await terminal.until(/\[OK\] line +in force/);
}

test('[promise 17] [promise 18] from nothing, by the form alone, over ssh and tmux: to a first sync that ends well', async () => {
  const pair = await openPair('trixie', { name: 'form' });
  try {
    const { production, standby } = pair;
    await install(silentStage(pair), await findDeb());
    const before = await standby.ok(`cat ${file} 2>/dev/null || echo none`);
    const terminal = await LabTerminal.open(production, standby);
    await terminal.type('ot-configure\r');
    await terminal.until('Production: where to sync from');
    await terminal.type(toField('SYNCSRC'));
    // Replication tells where production is.
    await terminal.until(/Found: 10\.77\.0\.10/);
    await terminal.type(typeValue('SYNCSRC', 'lab-production'));
    await terminal.until('1 change, not written');
    await terminal.type(`${toField('PIP_BREAK_SYSTEM_PACKAGES')}\rk\r`);
    await terminal.until('2 changes, not written');
    await makeKeyAndPin(terminal, pair);
    await copyLineAndWait(terminal, pair);

    // The link is lost: tmux keeps the form as it was, and nothing was written.
    await terminal.drop();
    expect(await standby.ok(`cat ${file} 2>/dev/null || echo none`)).toBe(before);
    await terminal.connect();
    await terminal.until('2 changes, not written');

    await terminal.type('wg\ry');
    await terminal.until(`${file} is written`);
    await terminal.type('\ry');
    await terminal.until('sync is on', 60);
    await terminal.until('[OK] ended well');
    await terminal.keys('Escape');
    await terminal.until(/\[OK\] sync on/);
    await terminal.type('G\ry');
    await terminal.until('ot-sync-from-source');
    await terminal.until('[OK] ended well', 200);
    await terminal.type('qq');
    await terminal.until('Done: wrote');
    const written = await standby.ok(`cat ${file}`);
    expect(written).toMatch(/^SYNCSRC="?lab-production"?$/m);
    expect(written).toMatch(/^SYNCMODE="?on"?$/m);
    const count = 'find /var/lib/odoo/.local/share/Odoo/filestore -type f | wc -l';
    expect(Number(await standby.ok(count))).toBeGreaterThan(20);
    await standby.ok('ot-connection-test');
  } finally {
    await pair.close();
  }
});
