import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { findDriver } from '../../../src/recovery/drivers/find-driver.ts';
import { findManagers } from '../../../src/recovery/drivers/find-managers.ts';
import { parseRepmgrConfig } from '../../../src/recovery/drivers/repmgr-config.ts';
import type { DriverStage } from './stage.ts';
import { openDriverStage, shows } from './stage.ts';

const find = ({ driven }: DriverStage) => findManagers(driven.context, driven.config, driven);

/** A process with the name of a manager's service; ends with the returned call. */
async function started(stage: DriverStage, name: string, args: readonly string[]): Promise<() => void> {
  stage.program(name, 'echo up; read line');
  const child = spawn(stage.at('bin', name), args, { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  return () => child.kill();
}

describe('what is found of cluster managers', () => {
  it('nothing on a plain standby, which promotes itself', async () => {
    const stage = await openDriverStage();
    expect(await find(stage)).toEqual([]);
    const driver = await findDriver(stage.driven);
    expect([driver.name, await driver.promote(stage.driven), stage.isPrimary()]).toEqual([
      'pg_promote',
      [],
      true,
    ]);
    stage.close();
  });

  it.each([
    ['its sessions', (stage: DriverStage) => shows(stage, { patroni: true }), true],
    [
      'its file in the data directory',
      (stage: DriverStage) => stage.write('pgdata/patroni.dynamic.json', '{}'),
      false,
    ],
  ])('[promise 11] Patroni by %s alone, and it refuses', async (_, leave, running) => {
    const stage = await openDriverStage();
    leave(stage);
    expect(await find(stage)).toMatchObject([{ name: 'patroni', running, configPath: undefined }]);
    await expect(findDriver(stage.driven)).rejects.toThrow('no configuration file');
    expect(stage.isPrimary()).toBe(false);
    stage.close();
  });

  it('Patroni by its process, whose configuration names the data directory through a link', async () => {
    const stage = await openDriverStage();
    const path = stage.at('patroni.yml');
    stage.write(
      'patroni.yml',
      `scope: lab\nname: standby\npostgresql:\n  data_dir: ${stage.at('pgdata')}/\n`,
    );
    stage.write('other.yml', 'scope: lab\npostgresql:\n  data_dir: /elsewhere\n');
    const ends = [
      await started(stage, 'patroni', [path]),
      await started(stage, 'patroni', [stage.at('other.yml')]),
    ];
    expect(await find(stage)).toMatchObject([{ name: 'patroni', running: true, configPath: path }]);
    for (const end of ends) end();
    stage.close();
  });

  it('repmgr by its configuration, its daemon and its register', async () => {
    const stage = await openDriverStage();
    const path = stage.at('repmgr.conf');
    stage.write('repmgr.conf', `node_id=2\ndata_directory='${stage.at('pgdata')}'\n`);
    const end = await started(stage, 'repmgrd', ['--config-file', path]);
    shows(stage, { repmgrDatabase: true });
    const [manager, none] = await find(stage);
    expect([manager, none]).toMatchObject([{ name: 'repmgr', running: true, configPath: path }, undefined]);
    expect(manager?.signs.join()).toMatch(
      /runs repmgrd with .* names this data directory,the database repmgr/,
    );
    end();
    stage.close();
  });

  it('[promise 11] repmgr by its register alone, and it refuses', async () => {
    const stage = await openDriverStage();
    shows(stage, { repmgrDatabase: true });
    await expect(findDriver(stage.driven)).rejects.toThrow('no configuration file');
    stage.close();
  });

  it('repmgr.conf, as it may be written', () => {
    const text = "# node_id=1\nnode_id = 2 # two\nnode_name 'it''s'\nCONNINFO='host=a dbname=r'\nnode_id=3\n";
    expect(Object.fromEntries(parseRepmgrConfig(text))).toEqual({
      ...{ node_id: '3', node_name: "it's", conninfo: 'host=a dbname=r' },
    });
  });
});
