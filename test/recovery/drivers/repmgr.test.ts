import { describe, expect, it } from 'vitest';
import { findDriver } from '../../../src/recovery/drivers/find-driver.ts';
import { readRepmgrConfig } from '../../../src/recovery/drivers/repmgr-config.ts';
import { pauseDaemon } from '../../../src/recovery/drivers/repmgr-daemon.ts';
import type { DriverStage } from './stage.ts';
import { openDriverStage } from './stage.ts';

const node = (type: string) => JSON.stringify({ name: 'standby', type, active: true, paused: false });

async function settingsOf(stage: DriverStage) {
  const settings = await readRepmgrConfig(stage.context, stage.at('repmgr.conf'));
  if (settings === undefined) throw new Error('there is no repmgr.conf');
  return settings;
}

async function openNode(script: string): Promise<DriverStage> {
  const stage = await openDriverStage();
  const path = stage.at('repmgr.conf');
  const conninfo = 'host=10.77.0.20 user=repmgr dbname=repmgr connect_timeout=2';
  stage.write(
    'repmgr.conf',
    `node_id=2\nnode_name='standby'\nconninfo='${conninfo}'\ndata_directory='${stage.at('pgdata')}'\n`,
  );
  stage.write('node.json', node('standby'));
  stage.write('daemon.json', '"watching"');
  stage.write('primary.json', node('primary'));
  stage.program('repmgr', `cd ${stage.root}; echo "$*" >> asked; ${script}`);
  return { ...stage, driven: { ...stage.driven, config: { ...stage.config, REPMGR_CONFIG: path } } };
}

describe('promotion by repmgr', () => {
  it('[promise 13] promotes as the user of PostgreSQL, and proves that the register knows', async () => {
    const stage = await openNode(
      'touch primary; cp primary.json node.json; echo "NOTICE: STANDBY PROMOTE successful" >&2',
    );
    const driver = await findDriver(stage.driven);
    expect(driver.command).toMatch(/repmgr -f \S+repmgr.conf standby promote$/);
    expect(await driver.promote(stage.driven)).toEqual([
      expect.stringContaining('STANDBY PROMOTE successful'),
    ]);
    expect(await driver.known(stage.driven)).toBe('repmgr knows standby as its primary');
    stage.close();
  });

  it('[promise 12] corrects the register after a promotion that was killed before it', async () => {
    const stage = await openNode('cp primary.json node.json');
    stage.write('primary', '');
    const driver = await findDriver(stage.driven);
    expect(await driver.known(stage.driven)).toBeUndefined();
    await driver.tell(stage.driven);
    expect(await stage.context.files.readText(stage.at('asked'))).toMatch(/primary register --force/);
    expect(await driver.known(stage.driven)).toBe('repmgr knows standby as its primary');
    stage.close();
  });

  it('[promise 11] says what repmgr said when it refuses', async () => {
    const stage = await openNode(
      'echo "ERROR: this replication cluster already has an active primary server" >&2; exit 8',
    );
    const driver = await findDriver(stage.driven);
    await expect(driver.promote(stage.driven)).rejects.toThrow('already has an active primary server');
    stage.close();
  });

  it('refuses a node that is not in the register, before anything is changed', async () => {
    const stage = await openNode('exit 1');
    stage.write('node.json', '');
    await expect(findDriver(stage.driven)).rejects.toThrow("is not in repmgr's register");
    stage.close();
  });

  it('[promise 12] pauses the daemon meanwhile, and lets it go after a run that was killed', async () => {
    const daemon = () => stage.context.files.readText(stage.at('daemon.json'));
    const stage = await openNode('cat daemon.json > then.json; touch primary; cp primary.json node.json');
    const driver = await findDriver(stage.driven);
    await driver.promote(stage.driven);
    expect(await stage.context.files.readText(stage.at('then.json'))).toBe('"paused"\n');
    expect([await daemon(), await driver.known(stage.driven)]).toEqual(['"watching"\n', expect.anything()]);
    // As a kill leaves it between the pause and the end of repmgr.
    await pauseDaemon(stage.driven, await settingsOf(stage));
    expect([await daemon(), await driver.known(stage.driven)]).toEqual(['"paused"\n', undefined]);
    await driver.tell(stage.driven);
    expect([await daemon(), await driver.known(stage.driven)]).toEqual(['"watching"\n', expect.anything()]);
    stage.close();
  });

  it('leaves a daemon paused that somebody else has paused', async () => {
    const stage = await openNode('touch primary; cp primary.json node.json');
    stage.write('daemon.json', '"paused"\n');
    const driver = await findDriver(stage.driven);
    await driver.promote(stage.driven);
    expect(await stage.context.files.readText(stage.at('daemon.json'))).toBe('"paused"\n');
    expect(await driver.known(stage.driven)).toBe('repmgr knows standby as its primary');
    stage.close();
  });

  it('tells of a daemon that is paused still', async () => {
    const stage = await openNode('exit 1');
    stage.write(
      'node.json',
      JSON.stringify({ name: 'standby', type: 'primary', active: true, paused: true }),
    );
    const driver = await findDriver(stage.driven);
    expect(await driver.known(stage.driven)).toContain('service unpause');
    stage.close();
  });
});
