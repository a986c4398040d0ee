import { expect, test } from 'vitest';
import { changeProduction } from '../demo/changes.ts';
import { recover } from '../demo/recover.ts';
import { installOn } from './installed.ts';
import { loginToOdoo } from './odoo.ts';
import { openPair, type Pair } from './pair.ts';
import { until, untilOdooAnswers } from './ready.ts';
import { rewindProduction } from './rewind.ts';
import { statusOf } from './runs.ts';
import { suiteNames } from './suites.ts';
import { badlyServed, lostNames } from './truth.ts';

const promote = 'ot-disable-standby-mode --confirm lab-standby';
const inRecovery = 'SELECT pg_is_in_recovery()';

/** Refused while anything of production is seen alive: all of it, or its database alone. */
async function expectRefusedWhileAlive({ production, standby }: Pair): Promise<void> {
  const alive = await standby.run(promote);
  expect([alive.exitCode, alive.stderr]).toEqual([13, expect.stringContaining('ssh: port 22 is open')]);
  await production.ok(
    'systemctl stop ssh.socket ssh nginx odoo 2>/dev/null || systemctl stop ssh nginx odoo',
  );
  const partly = await standby.run(promote);
  expect(partly.exitCode).toBe(13);
  expect(partly.stderr).toContain('PostgreSQL: port 5432 is open; replication: streaming');
  expect(partly.stderr).not.toContain('ssh: port 22 is open');
  expect(partly.stderr).not.toContain('try again');
  await production.ok('systemctl start ssh nginx odoo');
  await untilOdooAnswers(production);
  expect(await standby.sql(inRecovery)).toBe('t');
}

/** What the report of the only incident names as missing, sorted. */
async function reportedNames({ standby }: Pair): Promise<readonly string[]> {
  const report = await standby.ok('ot-recovery report');
  return [...report.matchAll(/^- missing: (\S+) /gm)].map(([, name]) => name ?? '').sort();
}

test.concurrent.each(suiteNames)(
  '[promise 13] [promise 14] %s: production dies, the standby takes over, and what it says is lost is the truth',
  async (suite) => {
    const pair = await openPair(suite, { name: `recovery-${suite}` });
    try {
      const { production, standby } = pair;
      const stage = await installOn(pair);
      await standby.ok('ot-configure --set PIP_BREAK_SYSTEM_PACKAGES=yes');
      await changeProduction(stage);
      await standby.ok('ot-sync-from-source', { timeout: 300 });
      await expectRefusedWhileAlive(pair);
      await recover(stage);
      const { asked, bad } = await badlyServed(standby);
      expect(bad).toEqual([]);
      expect(asked).toBeGreaterThan(50);

      // The former production's disk tells what was truly there; its cable is out until it is made harmless.
      await production.cut();
      await production.boot();
      const reported = await reportedNames(pair);
      expect(reported.length).toBeGreaterThan(0);
      expect(reported).toEqual(await lostNames(production, standby));

      await production.heal();
      await rewindProduction(pair);
      await standby.sql('CREATE TABLE lab_after AS SELECT 42 AS answer');
      await until(
        production,
        `runuser -u postgres -- psql -XAtqc 'SELECT answer FROM lab_after' prod | grep -q 42`,
        30,
      );
      expect(await production.sql(inRecovery)).toBe('t');
      const former = (await statusOf(standby)).checks.find(({ id }) => id === 'former-production');
      expect(former).toMatchObject({ verdict: 'ok', said: 'lab-production follows this machine' });
      expect(await loginToOdoo(standby)).toBeGreaterThan(0);
    } finally {
      await pair.close();
    }
  },
);

test.concurrent(
  '[promise 11] a network that is cut is a sign of life while the last word is fresh, and none later',
  async () => {
    const pair = await openPair('bullseye', { name: 'recovery-cut' });
    try {
      const { production, standby } = pair;
      await installOn(pair);
      await standby.ok('ot-attachments-sync');
      await production.cut();
      const fresh = await standby.run(promote);
      expect([fresh.exitCode, fresh.stderr]).toEqual([
        13,
        expect.stringMatching(/\(replication: streaming, last message/),
      ]);
      expect(fresh.stderr).toContain('this sign goes within about a minute');
      const silent = "NOT EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming')";
      await until(standby, `runuser -u postgres -- psql -XAtqc "SELECT ${silent}" | grep -q t`, 120);
      await standby.ok(promote, { timeout: 120 });
      expect(await standby.sql(inRecovery)).toBe('f');
    } finally {
      await pair.close();
    }
  },
);
