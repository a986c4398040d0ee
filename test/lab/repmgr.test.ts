import { expect, test } from 'vitest';
import { interruptedAct, killedAtHandOver, promotions } from './hand-over.ts';
import { installOn } from './installed.ts';
import { loginToOdoo } from './odoo.ts';
import { openPair } from './pair.ts';
import { startRepmgr } from './repmgr.ts';
import { untilStreaming } from './ready.ts';

const promote = 'ot-disable-standby-mode --confirm lab-standby';
const inRecovery = 'SELECT pg_is_in_recovery()';

test('[promise 12] [promise 13] repmgr with its daemon: promoted through it by a tool that is killed; register and daemon end as they should', async () => {
  const pair = await openPair('trixie', { name: 'repmgr', extra: 'repmgr' });
  try {
    const { production, standby } = pair;
    await installOn(pair);
    await startRepmgr(pair);
    await untilStreaming(production);

    await standby.ok('ot-configure --set PROMOTE_DRIVER=pg_promote');
    const behind = await standby.run(promote, { timeout: 120 });
    expect([behind.exitCode, behind.stderr]).toEqual([
      13,
      expect.stringContaining('repmgr runs and would act against it'),
    ]);
    await standby.ok('ot-configure --set PROMOTE_DRIVER=auto');

    // repmgr itself refuses while production's database answers, whatever was accepted.
    const accepted = await standby.run(`${promote} --accept-live-production "a drill"`, { timeout: 120 });
    expect(accepted.stderr).toContain('already has an active primary server');
    expect(await standby.sql(inRecovery)).toBe('t');

    await production.kill();
    const plan = await standby.ok('ot-disable-standby-mode --dry-run', { timeout: 120 });
    expect(plan).toContain('repmgr -f /etc/repmgr.conf standby promote');
    await killedAtHandOver(standby, promote, { program: 'runuser', words: 'standby promote' });
    expect(await interruptedAct(standby)).toBe('promoted');
    const { exitCode, stderr } = await standby.run(promote, { timeout: 300 });
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('repmgr knows standby as its primary')]);
    expect(await promotions(standby)).toBe(1);
    expect(await standby.sql(inRecovery)).toBe('f');
    const register = 'SELECT node_name, type, active FROM repmgr.nodes ORDER BY node_id';
    expect(await standby.sql(register, 'repmgr')).toBe('production|primary|f\nstandby|primary|t');
    expect(await standby.sql('SELECT repmgr.repmgrd_is_paused()', 'repmgr')).toBe('f');
    expect(await loginToOdoo(standby)).toBeGreaterThan(0);
  } finally {
    await pair.close();
  }
});
