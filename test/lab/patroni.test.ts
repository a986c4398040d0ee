import { expect, test } from 'vitest';
import { interruptedAct, killedAtHandOver, promotions } from './hand-over.ts';
import { installOn } from './installed.ts';
import { loginToOdoo } from './odoo.ts';
import { openPair } from './pair.ts';
import { goOnAlone, makeReplicator, membersOf, startEtcd, startPatroni, tagMember } from './patroni.ts';
import { untilStreaming } from './ready.ts';
import { suites } from './suites.ts';

const promote = 'ot-disable-standby-mode --confirm lab-standby';
const inRecovery = 'SELECT pg_is_in_recovery()';

test('[promise 12] [promise 13] Patroni over both machines, paused: refused without a majority of etcd and by a tag, then promoted by a failover whose tool is killed', async () => {
  const pair = await openPair('trixie', { name: 'patroni', extra: 'patroni' });
  try {
    const { production, standby } = pair;
    await installOn(pair);
    const store = [production, standby];
    await startEtcd(store);
    await makeReplicator(production);
    for (const machine of store) await startPatroni(machine, { scope: 'lab', store });
    await standby.ok('patronictl -c /etc/patroni/config.yml pause');

    await standby.ok('ot-configure --set PROMOTE_DRIVER=pg_promote');
    const behind = await standby.run(promote, { timeout: 120 });
    expect([behind.exitCode, behind.stderr]).toEqual([
      13,
      expect.stringContaining('Patroni runs and would act against it'),
    ]);
    await standby.ok('ot-configure --set PROMOTE_DRIVER=auto');

    await production.kill();
    const alone = await standby.run(promote, { timeout: 120 });
    expect([alone.exitCode, alone.stderr]).toEqual([13, expect.stringContaining('does not answer')]);
    expect(await standby.sql(inRecovery)).toBe('t');

    await goOnAlone(standby);
    const plan = await standby.ok('ot-disable-standby-mode --dry-run', { timeout: 120 });
    expect(plan).toContain('patronictl -c /etc/patroni/config.yml failover --candidate standby --force');

    await tagMember(standby, 'nofailover: true');
    const forbidden = await standby.run(promote, { timeout: 120 });
    expect([forbidden.exitCode, forbidden.stderr]).toEqual([
      13,
      expect.stringContaining('the tag "nofailover: true" forbids Patroni to make standby the leader'),
    ]);
    await tagMember(standby, undefined);

    await killedAtHandOver(standby, promote, { program: 'patronictl', words: 'failover --candidate' });
    expect(await interruptedAct(standby)).toBe('promoted');
    const { exitCode, stderr } = await standby.run(promote, { timeout: 300 });
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Patroni knows standby as its leader')]);
    expect(await membersOf(standby)).toEqual(['standby Leader 2']);
    expect(await promotions(standby)).toBe(1);
    expect(await standby.sql(inRecovery)).toBe('f');
    expect(await loginToOdoo(standby)).toBeGreaterThan(0);

    const again = await standby.run(promote, { timeout: 120 });
    expect([again.exitCode, again.stderr]).toEqual([
      0,
      expect.stringContaining('is a primary on timeline 2'),
    ]);
  } finally {
    await pair.close();
  }
});

test('[promise 12] [promise 13] a standby cluster of Patroni is promoted by taking its section out; the tool is killed then', async () => {
  const pair = await openPair('trixie', { name: 'patroni-dr', extra: 'patroni' });
  try {
    const { production, standby } = pair;
    await installOn(pair);
    await startEtcd([standby]);
    const password = await standby.ok('cut -d: -f5 /var/lib/postgresql/.pgpass');
    await startPatroni(standby, {
      scope: 'dr',
      store: [standby],
      replication: { username: 'replication', password: password.trim() },
      dynamic: ['standby_cluster:', '  host: 10.77.0.10', '  port: 5432', '  primary_slot_name: lab_standby'],
    });
    await untilStreaming(production);
    expect(await membersOf(standby)).toEqual(['standby Standby Leader 1']);

    await production.kill();
    const plan = await standby.ok('ot-disable-standby-mode --dry-run', { timeout: 120 });
    expect(plan).toContain('edit-config --force --quiet --set standby_cluster=null');
    await killedAtHandOver(standby, promote, { program: 'patronictl', words: 'edit-config' });
    expect(await interruptedAct(standby)).toBe('promoted');
    const { exitCode, stderr } = await standby.run(promote, { timeout: 300 });
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining('Patroni knows standby as its leader')]);
    expect(await membersOf(standby)).toEqual(['standby Leader 2']);
    expect(await promotions(standby)).toBe(1);
    expect(await loginToOdoo(standby)).toBeGreaterThan(0);
  } finally {
    await pair.close();
  }
});

test('[promise 11] without etcd, the last resort: Patroni off for good, and PostgreSQL promotes itself', async () => {
  const pair = await openPair('trixie', { name: 'patroni-off', extra: 'patroni' });
  try {
    const { production, standby } = pair;
    await installOn(pair);
    await startEtcd([standby]);
    await makeReplicator(production);
    for (const machine of [production, standby]) {
      await startPatroni(machine, { scope: 'lab', store: [standby] });
    }
    await standby.ok('systemctl stop etcd');
    await production.kill();
    const refused = await standby.run(promote, { timeout: 120 });
    expect([refused.exitCode, refused.stderr]).toEqual([
      13,
      expect.stringContaining('PROMOTE_DRIVER=pg_promote'),
    ]);

    await standby.ok('systemctl disable --quiet --now patroni', { timeout: 120 });
    await standby.ok(`pg_ctlcluster ${suites.trixie.postgres} main start`);
    const off = await standby.run(promote, { timeout: 120 });
    expect([off.exitCode, off.stderr]).toEqual([13, expect.stringContaining('but does not run')]);
    await standby.ok('ot-configure --set PROMOTE_DRIVER=pg_promote');
    await standby.ok(promote, { timeout: 300 });
    expect(await standby.sql(inRecovery)).toBe('f');
    expect(await loginToOdoo(standby)).toBeGreaterThan(0);
  } finally {
    await pair.close();
  }
});
