import { basename } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { upload } from '../demo/changes.ts';
import { findDeb } from '../demo/find-deb.ts';
import { replayed } from '../demo/proof.ts';
import { catchMail, controlMail, readMail, startCron, stopCron } from './cron.ts';
import {
  allJobs,
  damagedOf,
  dataFolder,
  filestore,
  runAllJobs,
  setKeys,
  untilArriving,
} from './fault-stage.ts';
import { installOn } from './installed.ts';
import { loginToOdoo } from './odoo.ts';
import { openPair, type Pair } from './pair.ts';
import { untilOdooAnswers, untilStreaming } from './ready.ts';
import { jobStatus, runsOf, statusOf, untilInSeries } from './runs.ts';

let pair: Pair;

beforeAll(async () => {
  pair = await openPair('trixie', { name: 'promoted' });
  await installOn(pair);
  await pair.standby.ok('ot-attachments-sync');
});
afterAll(() => pair?.close());

test('[promise 5] the standby loses power in the middle of a sync: it says so, and the next run is good', async () => {
  const { production, standby } = pair;
  const before = await filestore(standby);
  for (const letter of ['a', 'b']) await upload(production, `${letter}.txt`, letter.repeat(3_000_000));
  await replayed(production, standby);
  await setKeys(standby, { BANDWIDTH_KBPS: 100 });
  const running = standby.run('ot-attachments-sync');
  await untilArriving(standby, dataFolder);
  await standby.kill();
  expect((await running).exitCode).toBe(137);
  await standby.boot();
  const { success, last } = await jobStatus(standby, 'attachments');
  expect([success?.id === last?.id, last?.outcome]).toEqual([false, 'died']);
  expect((await statusOf(standby)).findings).toContainEqual({
    level: 'warning',
    what: 'the last run of attachments was killed before it ended',
  });
  expect(await filestore(standby)).toBe(before);
  await setKeys(standby, { BANDWIDTH_KBPS: 0 });
  await untilStreaming(production);
  await standby.ok('ot-attachments-sync');
  expect(await filestore(standby)).toBe(await filestore(production));
  expect(damagedOf(await filestore(standby))).toEqual([]);
  expect((await jobStatus(standby, 'attachments')).last?.outcome).toBe('ok');
});

const unit = 'ot-attachments-follow';
const unitStates = async () =>
  (await pair.standby.run(`systemctl is-enabled ${unit} || true; systemctl is-active ${unit} || true`)).stdout
    .split('\n')
    .slice(0, 2);

test('the unit keeps the filestore complete under systemd, over a restart of PostgreSQL, its own death and an upgrade', async () => {
  const { production, standby } = pair;
  expect(await unitStates()).toEqual(['disabled', 'inactive']);
  await setKeys(standby, { FILESTORE_MODE: 'database' });
  await standby.ok(`systemctl enable --now ${unit}`);
  const arrives = async (name: string) => {
    await upload(production, name, `content of ${name}`);
    const whole = await filestore(production);
    await expect.poll(() => filestore(standby), { timeout: 60_000, interval: 500 }).toBe(whole);
  };
  await arrives('followed.txt');
  await standby.ok('systemctl restart postgresql');
  await untilStreaming(production);
  await arrives('after-restart.txt');
  await standby.ok(`systemctl kill --signal=KILL ${unit}`);
  await expect.poll(unitStates, { timeout: 60_000, interval: 1_000 }).toEqual(['enabled', 'active']);
  await arrives('after-kill.txt');
  const mainPid = () => standby.ok(`systemctl show --property=MainPID --value ${unit}`);
  const before = await mainPid();
  await standby.ok(`dpkg -i /root/${basename(await findDeb())}`, { timeout: 120 });
  await expect.poll(unitStates, { timeout: 60_000, interval: 1_000 }).toEqual(['enabled', 'active']);
  expect(await mainPid()).not.toBe(before);
  await arrives('after-upgrade.txt');
  await standby.ok('ot-disable-sync');
  await expect.poll(unitStates, { timeout: 60_000 }).toEqual(['enabled', 'inactive']);
  expect(await standby.ok('ot-enable-sync')).toContain(`${unit}.service runs again`);
  await arrives('after-a-break.txt');
  const { timeliness } = (await statusOf(standby)).jobs.find(({ job }) => job === 'attachments') ?? {};
  expect(timeliness).toBe('in time');
});

test('[promise 1] [hazard 8] a promoted standby syncs no more: not when told, not from cron, not after an upgrade, not when the old production is back', async () => {
  const { production, standby } = pair;
  await standby.ok('ot-sync-from-source', { timeout: 300 });
  await upload(production, 'late.txt', 'only on the old production');
  await replayed(production, standby);
  await production.kill();
  await standby.ok('ot-disable-standby-mode --confirm lab-standby', { timeout: 300 });
  expect(await unitStates()).toEqual(['disabled', 'inactive']);
  const before = await filestore(standby);
  const off = allJobs(() => 4);
  expect(await runAllJobs(standby)).toEqual(off);
  expect((await standby.run('ot-sync-from-source')).exitCode).toBe(4);
  const deb = `/root/${basename(await findDeb())}`;
  await standby.ok(['dpkg', '-i', deb], { timeout: 120 });
  expect(await runAllJobs(standby)).toEqual(off);
  expect(await statusOf(standby)).toMatchObject({
    role: { kind: 'primary' },
    sync: { value: 'off' },
    verdict: 'ok',
  });

  // Somebody switches it on again, and production comes back.
  const said = await standby.run('ot-enable-sync');
  expect([said.exitCode, said.stderr]).toEqual([
    0,
    expect.stringContaining("this machine's role is primary"),
  ]);
  await production.boot();
  await untilOdooAnswers(production);
  const refused = allJobs(() => 13);
  expect(await runAllJobs(standby)).toEqual(refused);
  expect((await standby.run('ot-sync-from-source')).exitCode).toBe(13);
  await standby.ok(['dpkg', '-i', deb], { timeout: 120 });
  expect(await runAllJobs(standby)).toEqual(refused);
  const { findings } = await statusOf(standby);
  expect(findings.map(({ what }) => what)).toEqual([
    'lab-standby is a primary, but sync is on: every sync refuses to run',
    'lab-production runs Odoo and PostgreSQL and does not follow this machine: two machines in production',
  ]);
  expect(await unitStates()).toEqual(['disabled', 'inactive']);
  expect(
    (await standby.run(`systemctl start ${unit}; sleep 5; systemctl is-active ${unit}`)).exitCode,
  ).not.toBe(0);
  await catchMail(standby);
  await startCron(standby);
  await untilInSeries(standby, 'attachments', { count: 3, seconds: 240 });
  await stopCron(standby, 'attachments');
  const mails = await readMail(standby);
  expect(mails).toContain(controlMail);
  expect(mails.filter((mail) => mail.includes('ot-attachments-sync --scheduled --quiet')).length).toBe(1);
  const last = (await runsOf(standby, 'attachments')).at(-1);
  expect(last).toMatchObject({ outcome: 'refused', failure: { code: 'not-standby' }, by: { from: 'cron' } });
  expect(await filestore(standby)).toBe(before);
  expect(await loginToOdoo(standby)).toBeGreaterThan(0);
});
