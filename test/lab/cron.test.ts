import { expect, test } from 'vitest';
import { changeProduction } from '../demo/changes.ts';
import { prove } from '../demo/proof.ts';
import type { Stage } from '../demo/stage.ts';
import { catchMail, controlMail, readMail, runFromCron, startCron, stopCron } from './cron.ts';
import { installOn } from './installed.ts';
import { openPair, type Pair } from './pair.ts';
import { until } from './ready.ts';
import { jobNames, jobStatus, runsOf, statusOf, untilEnded, untilInSeries } from './runs.ts';
import { suiteNames } from './suites.ts';

const summaryFile = '/var/log/odoo/ot-redundancy-sync-timestamps.log';

/** Where the system manages Python itself, pip is refused until it is told to go on; elsewhere it needs no word. */
async function settlePip({ pair }: Stage): Promise<void> {
  if (pair.suite === 'bullseye') return;
  const refused = await pair.standby.run('ot-pip-sync');
  expect([refused.exitCode, refused.stderr]).toEqual([13, expect.stringContaining('EXTERNALLY-MANAGED')]);
  expect((await runsOf(pair.standby, 'pip')).at(-1)?.failure?.code).toBe('would-break-standby');
  expect((await pair.standby.run('pip3 list')).stdout).not.toMatch(/acme.barcode/);
  await pair.standby.ok('ot-configure --set PIP_BREAK_SYSTEM_PACKAGES=yes');
}

/** The attachments come each minute; runs with nothing to do share a record. Nothing else has run by then. */
async function expectEachMinute({ standby }: Pair): Promise<void> {
  await startCron(standby);
  await untilInSeries(standby, 'attachments', { count: 2, seconds: 240 });
  expect(new Set(await readMail(standby))).toEqual(new Set([controlMail]));
  const [first, ...others] = await runsOf(standby, 'attachments');
  const fromCron = { outcome: 'ok', exitCode: 0, by: { from: 'cron', user: 'root' } };
  expect(first).toMatchObject({ ...fromCron, series: { runs: 1 } });
  expect(first?.counts?.added).toBeGreaterThan(50);
  const last = others.findLast(({ outcome }) => outcome !== 'running');
  expect(last).toMatchObject({ ...fromCron, counts: { added: 0 } });
  expect((await jobStatus(standby, 'attachments')).success?.by).toBe('cron');
  for (const job of ['projects', 'apt', 'conf'] as const) {
    expect(await jobStatus(standby, job)).toEqual({ success: null, last: null });
  }
}

/** Everything comes by the monthly line, while the attachments go on each minute. */
async function expectMonthly({ standby }: Pair): Promise<void> {
  await runFromCron(standby, 'ot-sync-from-source');
  await untilEnded(standby, 'conf', { count: 1, seconds: 240 });
  await until(standby, `grep -q ' :  ot-sync-from-source$' ${summaryFile}`, 60);
  expect(new Set(await readMail(standby))).toEqual(new Set([controlMail]));
  await stopCron(standby, 'attachments');
  for (const job of jobNames) {
    const run = (await runsOf(standby, job)).at(-1);
    expect([job, run]).toEqual([job, expect.objectContaining({ outcome: 'ok', problems: [] })]);
    expect(run?.by).toMatchObject({ from: 'cron', user: 'root' });
    const seen = { id: run?.id, by: 'cron' };
    expect([job, await jobStatus(standby, job)]).toMatchObject([job, { success: seen, last: seen }]);
  }
  const status = await statusOf(standby);
  expect(status).toMatchObject({ verdict: 'ok', findings: [], role: { kind: 'standby' } });
  expectReady(status.checks);
}

/** Nobody has verified the filestore here or held a drill: that is told, and all else is well. */
function expectReady(checks: Awaited<ReturnType<typeof statusOf>>['checks']): void {
  const others = checks.flatMap(({ id, verdict, said }) =>
    verdict === 'ok' ? [] : [`${id} ${verdict}: ${said}`],
  );
  expect(others).toEqual([
    expect.stringMatching(/^filestore unknown: the filestore was never verified/),
    expect.stringMatching(/^drill unknown: last drill: none yet/),
  ]);
  const wellIds = ['odoo-database', 'odoo-off', 'odoo-ports', 'modules', 'slot', 'clock', 'production'];
  expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(wellIds));
  // Real Odoo has its own code in Debian's package, and a dozen modules at least.
  const modules = Number(
    /^the code of all (\d+) /.exec(checks.find(({ id }) => id === 'modules')?.said ?? '')?.[1],
  );
  expect(modules).toBeGreaterThan(5);
}

/** On real Odoo the loss can be told whole: nothing is missing, and the last documents have their times. */
async function expectNothingLost({ standby }: Pair): Promise<void> {
  const { exitCode, stdout } = await standby.run('ot-status --loss');
  expect([exitCode, stdout]).toEqual([
    0,
    expect.stringMatching(/^Filestore +none of \d+ files is missing$/m),
  ]);
  expect(stdout).toMatch(/^ +message +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}\S/m);
  expect(stdout).toMatch(/^ +attachment +\d{4}-/m);
}

test.concurrent.each(suiteNames)(
  '[promise 7] cron does every job on %s, and says nothing while all is well',
  async (suite) => {
    const pair = await openPair(suite, { name: `cron-${suite}` });
    try {
      const stage = await installOn(pair);
      await changeProduction(stage);
      await settlePip(stage);
      await catchMail(pair.standby);
      await expectEachMinute(pair);
      await expectMonthly(pair);
      await expectNothingLost(pair);
      await prove(stage);
      const summary = await pair.standby.ok(`cat ${summaryFile}`);
      const names = summary.match(/(?<= : {2}).*$/gm) ?? [];
      // Three by their own line at least, and one by the full sync.
      expect(names.filter((name) => name === 'ot-attachments-sync').length).toBeGreaterThanOrEqual(4);
      expect(names.filter((name) => name === 'ot-sync-from-source').length).toBe(1);
    } finally {
      await pair.close();
    }
  },
);
