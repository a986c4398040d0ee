import { describe, expect, it } from 'vitest';
import type { Choice } from '../../../src/recovery/drivers/choose.ts';
import { chooseDriver } from '../../../src/recovery/drivers/choose.ts';
import type { Manager } from '../../../src/recovery/drivers/manager.ts';

const patroni: Manager = {
  name: 'patroni',
  running: true,
  signs: ['process 7 runs it with /etc/patroni/config.yml'],
  configPath: '/etc/patroni/config.yml',
};
const repmgr: Manager = {
  name: 'repmgr',
  running: false,
  signs: ['/etc/repmgr.conf names this data directory'],
  configPath: '/etc/repmgr.conf',
};
const auto = { PROMOTE_DRIVER: 'auto', PATRONI_CONFIG: '', REPMGR_CONFIG: '' } as const;
const itself = { ...auto, PROMOTE_DRIVER: 'pg_promote' } as const;

describe('who promotes', () => {
  it.each<[string, Parameters<typeof chooseDriver>, Choice['name']]>([
    ['PostgreSQL itself where no manager is', [auto, []], 'pg_promote'],
    ['Patroni where it runs', [auto, [patroni]], 'patroni'],
    ['repmgr without its daemon', [auto, [repmgr]], 'repmgr'],
    ['the one that is named of two', [{ ...auto, PROMOTE_DRIVER: 'repmgr' }, [patroni, repmgr]], 'repmgr'],
    [
      'PostgreSQL itself, told so, past a stopped Patroni',
      [itself, [{ ...patroni, running: false }]],
      'pg_promote',
    ],
    ['PostgreSQL itself, told so, past repmgr without daemon', [itself, [repmgr]], 'pg_promote'],
  ])('%s', (_, [wish, managers], name) => {
    expect(chooseDriver(wish, managers).name).toBe(name);
  });

  it.each<[string, Parameters<typeof chooseDriver>, string]>([
    ['a running Patroni is not passed over', [itself, [patroni]], 'Patroni runs and would act against it'],
    [
      'nor a running repmgrd',
      [itself, [{ ...repmgr, running: true }]],
      'repmgr runs and would act against it',
    ],
    ['two managers are no choice', [auto, [patroni, repmgr]], 'several cluster managers'],
    ['a Patroni that is off', [auto, [{ ...patroni, running: false }]], 'does not run'],
    [
      'a sign without a configuration',
      [auto, [{ ...repmgr, configPath: undefined }]],
      'no configuration file',
    ],
    [
      'a file that names another data directory',
      [{ ...auto, PATRONI_CONFIG: '/x.yml' }, [patroni]],
      'not /x.yml',
    ],
    ['one that is wanted and not there', [{ ...auto, PROMOTE_DRIVER: 'patroni' }, []], 'nothing here shows'],
  ])('[promise 11] refuses: %s', (_, [wish, managers], what) => {
    expect(() => chooseDriver(wish, managers)).toThrow(what);
  });
});
