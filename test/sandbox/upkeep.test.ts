import { describe, expect, it } from 'vitest';
import { openSandbox } from './sandbox.ts';

/** What ot-recovery has to keep Odoo well: each starts it. */
const actions = ['release-crons', 'restart-services', 'regenerate-assets'];

describe('what starts Odoo', () => {
  it('[promise 11] is refused on a standby', async () => {
    await using sandbox = await openSandbox({ SERVICES: 'odoo' });
    const { standby } = sandbox;
    const conf = standby.read('etc/odoo/odoo.conf');
    standby.write('state/crons-held.json', '{"schemaVersion":1,"previous":null}\n');
    for (const action of actions) {
      const { exitCode, stderr } = await sandbox.run('ot-recovery', [action]);
      expect([action, exitCode, stderr]).toEqual([action, 13, expect.stringContaining('is a standby')]);
    }
    expect(standby.exists('var/services/odoo.pid')).toBe(false);
    expect(standby.read('etc/odoo/odoo.conf')).toBe(conf);
  });

  it('[promise 10] is refused to whoever does not lead the open incident', async () => {
    await using sandbox = await openSandbox({ CONNECT_SECONDS: 1 });
    await sandbox.run('ot-recovery', ['start', 'dark'], { env: { SUDO_USER: 'alice' } });
    for (const action of actions) {
      const { exitCode, stderr } = await sandbox.run('ot-recovery', [action]);
      expect([action, exitCode, stderr]).toEqual([action, 13, expect.stringContaining('alice leads')]);
    }
  });
});
