import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;

/** Production holds the key to exactly the line that ot-configure prints; only the gate stands elsewhere. */
beforeAll(async () => {
  sandbox = await openSandbox({ CONNECT_SECONDS: 2, MIN_FREE_MB: 1 });
  const { production, standby } = sandbox;
  sandbox.configure({ CONF_FILES: `${standby.seenAs}/etc/extra` });
  production.write('etc/extra/own.conf', 'own');
  production.project('odoo-sales', ['sale_x']);
  await production.odoo.attach('a.txt', 'content');
  await sandbox.waitForReplay();
  const { stdout } = await sandbox.run('ot-configure', ['--authorized-keys']);
  const line = stdout.replace('/usr/local/bin/ot-redundancy-gate', join(production.seenAs, 'gate'));
  production.write('gate', (await sandbox.run('ot-configure', ['--print-gate'])).stdout);
  production.write('sshd/authorized_keys', line);
});

afterAll(() => sandbox.close());

test('[promise 17] [hazard 26] the printed line is in force', async () => {
  const { exitCode, stdout } = await sandbox.run('ot-connection-test');
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining('[OK] gate          in force')]);
});

test.each(['ot-attachments-sync', 'ot-project-sync', 'ot-conf-sync'])(
  '[promise 17] what the line allows is enough for %s',
  async (command) => {
    const { exitCode, stdout, stderr } = await sandbox.run(command);
    expect({ exitCode, stderr }, stdout).toEqual({ exitCode: 0, stderr: '' });
  },
);

test.each(['RSYNC_PROTECT_ARGS', 'RSYNC_OLD_ARGS'])(
  "%s of root's own shell changes nothing",
  async (name) => {
    sandbox.production.write('share/odoo-sales/sale_x/later.py', name);
    const { exitCode, stderr } = await sandbox.run('ot-project-sync', [], { env: { [name]: '1' } });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  },
);

test('what the three brought is here', () => {
  const { production, standby } = sandbox;
  expect(standby.odoo.names()).toEqual(production.odoo.names());
  expect(standby.read('share/odoo-sales/sale_x/__manifest__.py')).toContain('sale_x');
  expect(standby.read('etc/extra/own.conf')).toBe('own');
});

test.each(['ot-apt-sync', 'ot-pip-sync'])(
  '[promise 17] what the line allows is enough for %s to plan',
  async (command) => {
    const { exitCode, stderr } = await sandbox.run(command, ['--dry-run']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  },
);

test('[promise 17] a folder that is configured later is refused until the line is renewed', async () => {
  sandbox.configure({ CONF_FILES: `${sandbox.standby.seenAs}/home` });
  const { exitCode, stderr } = await sandbox.run('ot-conf-sync');
  expect([exitCode, stderr]).toEqual([12, expect.stringContaining('ot-configure --authorized-keys')]);
  sandbox.configure({ CONF_FILES: `${sandbox.standby.seenAs}/etc/extra` });
});

test('[promise 17] a gate that knows no stream is told, with what to do', async () => {
  const { production } = sandbox;
  await production.odoo.attach('b.txt', 'another content');
  await sandbox.waitForReplay();
  const present = production.read('gate');
  production.write('gate', present.replace('  stream)\n', '  other)\n'));
  const { exitCode, stderr } = await sandbox.run('ot-attachments-sync');
  expect([exitCode, stderr]).toEqual([12, expect.stringContaining('production refuses "stream ')]);
  expect(stderr).toContain('Put the present gate and line there: ot-configure --authorized-keys.');
  production.write('gate', present);
  expect(await sandbox.run('ot-attachments-sync')).toMatchObject({ exitCode: 0, stderr: '' });
});
