import { describe, expect, it } from 'vitest';
import { promotionDriver } from '../../../src/checks/database/promotion-driver.ts';
import { findDriver } from '../../../src/recovery/drivers/find-driver.ts';
import { report } from '../../status/sample.ts';
import type { DriverStage } from './stage.ts';
import { openDriverStage, shows } from './stage.ts';

// What Patroni 4.0.7 printed in the lab.
const member = (name: string, role: string, tags = '') =>
  `{"Cluster": "lab", "Member": "${name}", "Host": "10.77.0.20", "Role": "${role}", "State": "running", "TL": 1, "Lag in MB": 0, "Pending restart": "*", "Pending restart reason": "wal_log_hints: off->on"${tags}}`;
const tagged = (tags: string) =>
  `[${member('other', 'Replica')}, ${member('standby', 'Replica', `, "Tags": ${tags}`)}]`;
const withLeader = `[${member('production', 'Leader')}, ${member('standby', 'Replica')}]\n`;
const withoutLeader = `[${member('standby', 'Replica')}]\n`;
const asLeader = `[${member('standby', 'Leader')}]\n`;
const asStandbyLeader = `[${member('standby', 'Standby Leader')}]\n`;
const dynamic = 'loop_wait: 5\nretry_timeout: 5\nttl: 20\n\n';
const following = `${dynamic}standby_cluster:\n  host: 10.77.0.10\n  port: 5432\n`;

const patronictl = (root: string) => `cd ${root}; shift 2; echo "$*" >> asked
case $1 in
  list) cat list.json; [ -e then.json ] && mv then.json list.json; exit 0 ;;
  show-config) cat dynamic.yml ;;
  failover) cat failover.txt; [ -e refuses ] || { touch primary; cp leader.json list.json; } ;;
  edit-config) : > dynamic.yml; touch primary; cp leader.json list.json ;;
esac`;

async function openCluster(list: string, config = dynamic): Promise<DriverStage> {
  const stage = await openDriverStage();
  const path = stage.at('patroni.yml');
  stage.write('patroni.yml', `scope: lab\nname: standby\npostgresql:\n  data_dir: ${stage.at('pgdata')}\n`);
  stage.write('list.json', list);
  stage.write('leader.json', asLeader);
  stage.write('dynamic.yml', config);
  stage.write('failover.txt', '2026-11-22 17:08:05.26971 Successfully failed over to "standby"\n');
  stage.program('patronictl', patronictl(stage.root));
  shows(stage, { patroni: true });
  const driven = { ...stage.driven, config: { ...stage.config, PATRONI_CONFIG: path } };
  return { ...stage, driven };
}

describe('promotion by Patroni', () => {
  it('[promise 13] fails over to this member, and proves that Patroni knows', async () => {
    const stage = await openCluster(withoutLeader);
    const driver = await findDriver(stage.driven);
    expect(driver.command).toBe(
      `patronictl -c ${stage.at('patroni.yml')} failover --candidate standby --force`,
    );
    expect([await driver.known(stage.driven), stage.isPrimary()]).toEqual([undefined, false]);
    expect(await driver.promote(stage.driven)).toEqual([driver.command]);
    expect(stage.isPrimary()).toBe(true);
    expect(await driver.known(stage.driven)).toBe('Patroni knows standby as its leader');
    stage.close();
  });

  it('[promise 12] finds that Patroni promoted already, and fails over to nobody', async () => {
    const stage = await openCluster(asLeader);
    stage.write('primary', '');
    const driver = await findDriver(stage.driven);
    expect(await driver.promote(stage.driven)).toEqual(['Patroni had begun to promote by itself']);
    expect(await stage.context.files.readText(stage.at('asked'))).not.toContain('failover');
    stage.close();
  });

  it('waits until the lock of the dead leader has run out', async () => {
    const stage = await openCluster(withLeader);
    const driver = await findDriver(stage.driven);
    stage.write('then.json', withoutLeader);
    expect(await driver.promote(stage.driven)).toEqual([driver.command]);
    stage.close();
  });

  it('[promise 11] refuses while the leader goes on renewing its lock', async () => {
    const stage = await openCluster(withLeader);
    const driver = await findDriver(stage.driven);
    await expect(driver.promote(stage.driven)).rejects.toThrow(
      "production keeps renewing Patroni's leader lock",
    );
    expect(stage.isPrimary()).toBe(false);
    stage.close();
  });

  it('says what Patroni said when it does not promote, although patronictl ends with 0', async () => {
    const stage = await openCluster(withoutLeader);
    stage.write('refuses', '');
    const said =
      'Failover failed, details: 412, failover is not possible: no good candidates have been found';
    stage.write('failover.txt', `${said}\n`);
    const driver = await findDriver(stage.driven);
    await expect(driver.promote(stage.driven)).rejects.toThrow('no good candidates have been found');
    stage.close();
  });

  it('takes the section standby_cluster out of a cluster that follows another one', async () => {
    const stage = await openCluster(asStandbyLeader, following);
    const driver = await findDriver(stage.driven);
    expect(driver.command).toContain('edit-config --force --quiet --set standby_cluster=null');
    await driver.promote(stage.driven);
    expect(await driver.known(stage.driven)).toBe('Patroni knows standby as its leader');
    stage.close();
  });

  it.each([
    ['a paused standby cluster', asStandbyLeader, `${following}pause: true\n`, 'is paused'],
    ['a standby cluster led by another member', withLeader, following, 'is not the leader'],
    ['a member that is not registered', `[${member('other', 'Replica')}]`, dynamic, 'has no member standby'],
    [
      'a member with the tag nofailover',
      tagged('{"nofailover": true}'),
      dynamic,
      '"nofailover: true" forbids',
    ],
    ['a member of priority 0', tagged('{"failover_priority": 0}'), dynamic, '"failover_priority: 0" forbids'],
    ['an answer that is none', 'Traceback', dynamic, 'something unexpected'],
  ])('refuses before anything is changed: %s', async (_, list, config, what) => {
    const stage = await openCluster(list, config);
    await expect(findDriver(stage.driven)).rejects.toThrow(what);
    stage.close();
  });

  it.each([
    ['other tags', '{"clonefrom": true, "failover_priority": 2}'],
    [
      'a nofailover that is off, which goes before the priority',
      '{"nofailover": false, "failover_priority": 0}',
    ],
  ])('promotes a member with %s', async (_, tags) => {
    const stage = await openCluster(tagged(tags));
    const driver = await findDriver(stage.driven);
    expect(await driver.promote(stage.driven)).toEqual([driver.command]);
    stage.close();
  });

  it('is told of as failing long before it is needed, where the configuration itself forbids it', async () => {
    const stage = await openCluster(withoutLeader);
    const { context, config, server, dataDirectory } = stage.driven;
    const database = { server, dataDirectory };
    const look = () => promotionDriver.look({ context, config, facts: report(), database });
    expect(await look()).toMatchObject({ verdict: 'ok' });
    const text = (await context.files.readText(config.PATRONI_CONFIG)) ?? '';
    stage.write('patroni.yml', `${text}tags:\n  nofailover: true\n`);
    expect(await look()).toMatchObject({
      verdict: 'failing',
      said: expect.stringContaining('nofailover: true in'),
    });
    stage.close();
  });

  it('[promise 11] refuses without its store, and says how to get it back', async () => {
    const stage = await openCluster(withoutLeader);
    stage.program(
      'patronictl',
      'echo "etcd.EtcdConnectionFailed: No more machines in the cluster" >&2; exit 1',
    );
    await expect(findDriver(stage.driven)).rejects.toMatchObject({
      code: 'managed-cluster',
      message: expect.stringContaining('No more machines in the cluster'),
      next: expect.stringContaining('Bring back a majority'),
    });
    stage.close();
  });
});
