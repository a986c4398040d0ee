import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeProduction, upload } from '../demo/changes.ts';
import { prove, replayed } from '../demo/proof.ts';
import type { Stage } from '../demo/stage.ts';
import {
  allJobs,
  breakJobs,
  damagedOf,
  dataFolder,
  filestore,
  makeGateSlow,
  rounds,
  runAllJobs,
  setKeys,
  untilArriving,
} from './fault-stage.ts';
import { installOn } from './installed.ts';
import { openPair, type Pair } from './pair.ts';
import { untilStreaming } from './ready.ts';
import { jobNames, jobStatus, runsOf, statusOf } from './runs.ts';

let pair: Pair;
let stage: Stage;
const allOk = allJobs(() => 0);
/** As many bytes as take a while to come. */
const large = (letter: string) => letter.repeat(3_000_000);

beforeAll(async () => {
  pair = await openPair('bullseye', { name: 'faults' });
  stage = await installOn(pair);
  await setKeys(pair.standby, { CONNECT_SECONDS: 3, COMMAND_SECONDS: 10, TRANSFER_IDLE_SECONDS: 8 });
  await changeProduction(stage);
  await pair.standby.ok('ot-sync-from-source --quiet', { timeout: 300 });
});
afterAll(() => pair?.close());

/** After a fault, every job works again and the two machines are the same. */
async function expectHealed(): Promise<void> {
  await untilStreaming(pair.production);
  expect(await runAllJobs(pair.standby)).toEqual(allOk);
  await prove(stage);
  expect(await statusOf(pair.standby)).toMatchObject({ verdict: 'ok', findings: [] });
}

/** A file that the standby's database knows of, and its disk does not have yet. */
async function bringNews(name: string, content: string): Promise<void> {
  await upload(pair.production, name, content);
  await replayed(pair.production, pair.standby);
}

/** Every job's last run ended so, and its last success is an earlier one. */
async function expectToldAs(outcome: string): Promise<void> {
  for (const job of jobNames) {
    const { last, success } = await jobStatus(pair.standby, job);
    expect([job, last?.outcome, success?.id === last?.id]).toEqual([job, outcome, false]);
    expect(success).not.toBe(null);
  }
  expect((await statusOf(pair.standby)).verdict).not.toBe('ok');
}

test('[promise 6] production unplugged before each job: 12, and well again afterwards', async () => {
  const { production, standby } = pair;
  await replayed(production, standby);
  await standby.ok('ot-attachments-sync');
  await production.cut();
  // Nothing is missing, so nobody is asked.
  await standby.ok('ot-attachments-sync --scheduled');
  await production.heal();
  await bringNews('news.txt', 'to be fetched');
  await production.cut();
  expect(await runAllJobs(standby)).toEqual(allJobs(() => 12));
  await expectToldAs('unreachable');
  expect((await standby.run('ot-sync-from-source --quiet', { timeout: 120 })).exitCode).toBe(12);
  await setKeys(standby, { FILESTORE_MODE: 'mirror' });
  expect((await standby.run('ot-attachments-sync')).exitCode).toBe(12);
  await setKeys(standby, { FILESTORE_MODE: 'database' });
  await production.heal();
  await expectHealed();
});

test('[promise 6] production unplugged in the middle of each job: 12, and well again afterwards', async () => {
  const { production, standby } = pair;
  await bringNews('large.txt', large('a'));
  await production.put('/usr/share/odoo-lab/lab_visit/large.txt', large('b'));
  await production.ok('chown odoo:odoo /usr/share/odoo-lab/lab_visit/large.txt');
  const before = await filestore(standby);
  await setKeys(standby, { BANDWIDTH_KBPS: 100 });
  const makeGateQuick = await makeGateSlow(production);
  for (const jobs of rounds) {
    const ends = await breakJobs(pair, jobs);
    for (const end of ends) expect(end).toMatchObject({ exitCode: 12, stderr: expect.any(String) });
    await production.heal();
  }
  await expectToldAs('unreachable');
  expect(await filestore(standby)).toBe(before);
  expect((await standby.run('ls /usr/share/odoo-lab/lab_visit/large.txt')).exitCode).not.toBe(0);
  await makeGateQuick();
  await setKeys(standby, { BANDWIDTH_KBPS: 0 });
  await expectHealed();
});

test('[promise 1] PostgreSQL down on the standby: every job is refused, and ot-status knows no role', async () => {
  const { standby } = pair;
  await standby.ok('systemctl stop postgresql@13-main');
  expect(await runAllJobs(standby)).toEqual(allJobs(() => 13));
  expect((await runsOf(standby, 'attachments')).at(-1)?.failure?.code).toBe('role-unknown');
  await expectToldAs('refused');
  expect(await statusOf(standby)).toMatchObject({ role: { kind: 'unknown' }, verdict: 'critical' });
  await standby.ok('systemctl start postgresql@13-main');
  await expectHealed();
});

test.each([
  ['its filestore is empty', `${dataFolder}/filestore`, [3, 'production has no such folder']],
  ['its data folder is empty', dataFolder, [13, 'production has no folder']],
] as const)(
  '[promise 3] production forgot to mount: %s, and nothing is taken away here',
  async (_, folder, end) => {
    const { production, standby } = pair;
    const before = await filestore(standby);
    await bringNews(`${folder.length}.txt`, `before ${folder} is away`);
    await production.ok(`mount -t tmpfs -o uid=odoo,gid=odoo none ${folder}`);
    const led = await standby.run('ot-attachments-sync');
    expect([led.exitCode, led.stderr]).toEqual([end[0], expect.stringContaining(end[1])]);
    await setKeys(standby, { FILESTORE_MODE: 'mirror' });
    expect((await standby.run('ot-attachments-sync')).exitCode).toBe(13);
    expect((await runsOf(standby, 'attachments')).at(-1)?.failure?.code).toBe('source-empty');
    await setKeys(standby, { FILESTORE_MODE: 'database' });
    expect(await filestore(standby)).toBe(before);
    await production.ok(`umount -l ${folder}`);
    await expectHealed();
  },
);

test('[promise 5] the disk full on the standby: refused before, failed in the middle, the last good state kept', async () => {
  const { standby } = pair;
  const { exitCode } = await standby.run(`mount -t tmpfs -o size=80m,uid=odoo,gid=odoo none ${dataFolder}`);
  expect(exitCode).toBe(0);
  await setKeys(standby, { MIN_FREE_MB: 1 });
  await standby.ok('ot-attachments-sync');
  const before = await filestore(standby);
  await bringNews('fills.txt', large('c'));
  const fill = (left: string) =>
    `head -c $(($(df --output=avail -B1 ${dataFolder} | tail -1) - ${left})) /dev/zero > ${dataFolder}/filler`;
  await standby.ok(fill('2000000'));
  expect((await standby.run('ot-attachments-sync')).exitCode).toBe(13);
  expect((await runsOf(standby, 'attachments')).at(-1)?.failure?.code).toBe('disk-space');
  await standby.ok(`rm ${dataFolder}/filler`);
  await setKeys(standby, { BANDWIDTH_KBPS: 200 });
  const running = standby.run('ot-attachments-sync');
  await untilArriving(standby, dataFolder);
  await standby.run(`head -c 100M /dev/zero > ${dataFolder}/filler`);
  expect(await running).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('the disk here is full'),
  });
  expect((await jobStatus(standby, 'attachments')).last?.outcome).toBe('failed');
  expect(await filestore(standby)).toBe(before);
  await standby.ok(`rm ${dataFolder}/filler`);
  await setKeys(standby, { BANDWIDTH_KBPS: 0 });
  await standby.ok('ot-attachments-sync');
  expect(damagedOf(await filestore(standby))).toEqual([]);
  await standby.ok(`umount ${dataFolder}`);
  await expectHealed();
});
