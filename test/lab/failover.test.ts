import { expect, test } from 'vitest';
import { upload } from '../demo/changes.ts';
import { replayed } from '../demo/proof.ts';
import { installOn } from './installed.ts';
import { loginToOdoo } from './odoo.ts';
import { openPair, type Pair } from './pair.ts';
import { expectLogins } from './smoke-login.ts';
import { suiteNames } from './suites.ts';
import { badlyServed, lostNames } from './truth.ts';

const promote = 'ot-disable-standby-mode --confirm lab-standby';
const late = ['late-1.txt', 'late-2.txt', 'late-3.txt'];
const reason = 'its network is cut, the users are here';

/** Ways to lose production besides its power; each promotes the standby. */
const ways = {
  'is powered down in order': async ({ production, standby }: Pair) => {
    await production.shutdown();
    await standby.ok(promote, { timeout: 200 });
  },
  'is partitioned away': async ({ production, standby }: Pair) => {
    await production.cut();
    const refused = await standby.run(promote);
    expect([refused.exitCode, refused.stderr]).toEqual([
      13,
      expect.stringContaining('replication: streaming'),
    ]);
    await standby.ok(`${promote} --accept-live-production "${reason}"`, { timeout: 200 });
    expect(await standby.ok('ot-recovery report')).toContain(reason);
  },
} as const;

const cases = suiteNames.flatMap((suite) =>
  (['is powered down in order', 'is partitioned away'] as const).map((way) => [suite, way] as const),
);

test.concurrent.each(cases)(
  '[promise 11] [promise 14] [promise 18] %s: production %s; what is said to be lost is the truth, and all else is served',
  async (suite, way) => {
    const name = `failover-${suite}-${way === 'is partitioned away' ? 'cut' : 'off'}`;
    const pair = await openPair(suite, { name });
    try {
      const { production, standby } = pair;
      await installOn(pair);
      await standby.ok('ot-attachments-sync');
      for (const file of late) await upload(production, file, `${file} ${'y'.repeat(2_000)}`);
      await replayed(production, standby);
      await ways[way](pair);
      await standby.ok('ot-recovery step loss run', { timeout: 120 });
      await expectLogins(standby);
      const { asked, bad } = await badlyServed(standby);
      expect(bad).toEqual([]);
      expect(asked).toBeGreaterThan(50);
      expect(await loginToOdoo(standby)).toBeGreaterThan(0);
      const report = await standby.ok('ot-recovery report');
      const reported = [...report.matchAll(/^- missing: (\S+) /gm)]
        .map(([, missing]) => missing ?? '')
        .sort();
      expect(reported).toEqual(late);
      await production.cut();
      if (!production.isOn) await production.boot();
      expect(await lostNames(production, standby)).toEqual(late);
    } finally {
      await pair.close();
    }
  },
);
