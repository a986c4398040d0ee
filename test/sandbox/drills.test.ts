import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unplug } from './faults.ts';
import type { Sandbox } from './sandbox.ts';
import { openSandbox } from './sandbox.ts';

const promotion = 'ot-disable-standby-mode';
const confirm = ['--confirm', hostname()];
const programs = ['fence', 'image', 'repoint', 'inform'];

/** One drill from its beginning to its end, production dark so that nothing else would stand in the way. */
describe('a drill', () => {
  let sandbox: Sandbox;
  const recovery = (...words: readonly string[]) => sandbox.run('ot-recovery', words);
  const journal = () => {
    const [folder = ''] = readdirSync(sandbox.standby.path('state/incidents')).slice(-1);
    return sandbox.standby.read(`state/incidents/${folder}/journal.jsonl`);
  };
  const calls = () => sandbox.standby.calls().filter((call) => call.startsWith('site'));
  const notes = () => {
    const [folder = ''] = readdirSync(sandbox.standby.path('state/incidents')).slice(-1);
    return sandbox.standby.read(`state/incidents/${folder}/notes.md`);
  };

  beforeAll(async () => {
    sandbox = await openSandbox({ CONNECT_SECONDS: 1, RECOVERY_DIR: '/nonexistent' });
    const { standby } = sandbox;
    standby.fixture('site', 'echo "drill=$OT_DRILL for $OT_STEP"');
    const site = `${standby.seenAs}/bin/site`;
    sandbox.configure({
      ...{ FENCE_COMMAND: site, SNAPSHOT_COMMAND: site, REPOINT_COMMAND: site, INFORM_COMMAND: site },
      RECOVERY_DIR: `${standby.seenAs}/etc/odoo/ot-recovery.d`,
    });
    const printers = { id: 'printers', title: 'Printers', text: 'They hang on it.', after: 'smoke' };
    standby.write(
      'etc/odoo/ot-recovery.d/printers.yaml',
      JSON.stringify({ ...printers, command: [site], check: [site] }),
    );
    await sandbox.waitForReplay();
    await unplug(sandbox);
  });
  afterAll(() => sandbox.close());

  it('[promise 10] is not taken for one where none is open', async () => {
    const none = await sandbox.run(promotion, [...confirm, '--in-drill']);
    expect([none.exitCode, none.stderr]).toEqual([13, expect.stringContaining('no drill is open')]);
    await recovery('start', 'real');
    const real = await recovery('step', 'fence', 'run', '--in-drill');
    expect([real.exitCode, real.stderr]).toEqual([13, expect.stringContaining('is no drill')]);
    expect((await recovery('step', 'fence', 'run')).exitCode).toBe(0);
    expect(notes()).toContain('drill= for fence');
    await recovery('finish');
    expect((await recovery('start', '--drill', 'twice a year')).exitCode).toBe(0);
  });

  it('is called a drill wherever one looks', async () => {
    expect((await recovery('status')).stdout).toMatch(/^Drill \S+, led by /);
    expect((await recovery('report')).stdout).toMatch(/^# Drill /);
    expect(JSON.parse((await recovery('report', '--json')).stdout)).toMatchObject({ drill: true });
    expect(notes()).toMatch(/^# Drill /);
    const second = await recovery('start', 'now it is real');
    expect([second.exitCode, second.stderr]).toEqual([13, expect.stringMatching(/drill \S+ is open/)]);
  });

  it('[promise 11] runs no program of the site, and writes nothing of it down', async () => {
    const [before, ran] = [journal(), calls()];
    for (const step of [...programs, 'printers']) {
      const { exitCode, stderr } = await recovery('step', step, 'run');
      expect([step, exitCode, stderr]).toEqual([step, 13, expect.stringMatching(/is a drill: .*bin\/site/)]);
    }
    expect(calls()).toEqual(ran);
    expect(journal()).toBe(before);
  });

  it('[promise 11] promotes nothing, even where production is silent', async () => {
    const { exitCode, stderr } = await sandbox.run(promotion, confirm);
    expect([exitCode, stderr]).toEqual([13, expect.stringContaining('is a drill: ')]);
    expect(await sandbox.standby.postgres.sql('SELECT pg_is_in_recovery()')).toBe('t');
    expect(sandbox.standby.read('etc/odoo/ot-redundancy-sync.conf')).toMatch(/SYNCMODE="?on/);
    expect((await sandbox.run(promotion, ['--dry-run'])).exitCode).toBe(0);
  });

  it('[promise 14] is not told as a promotion that never was', async () => {
    const { exitCode, stderr } = await recovery('step', 'promote', 'done');
    expect([exitCode, stderr]).toEqual([13, expect.stringContaining('is a standby')]);
    expect((await recovery('status')).stdout).toMatch(/\[ {2}\] promote/);
  });

  it('on a copy runs the programs, which learn that it is a drill, and promotes', async () => {
    expect((await recovery('step', 'fence', 'run', '--in-drill')).exitCode).toBe(0);
    expect(notes()).toContain('drill=1 for fence');
    expect((await sandbox.run(promotion, [...confirm, '--in-drill'])).exitCode).toBe(0);
    expect((await recovery('finish')).stdout).toMatch(/^Drill .* is finished/m);
  });
});
