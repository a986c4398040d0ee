import { beforeAll, describe, expect, test } from 'vitest';
import { build } from '../packaging/built.ts';
import { conffiles, oldCronFiles, oldStandby } from './standby.ts';
import { makeDeb, old } from './stand-in.ts';
import { debianNames } from './suites.ts';
import type { Throwaway } from './throwaway.ts';

const edited = [
  '# our site',
  'SYNCMODE="on" # since May',
  "SYNCSRC='10.0.0.7'",
  'REMOTEODOO="odoo"',
  `SUMMARYFILE=${old.summary}`,
  '',
].join('\n');
const line = '2026-01-01 00:00:00 :  attachments\n';

beforeAll(() => build());

/** What must be true after every upgrade. */
async function expectUpgraded(system: Throwaway): Promise<void> {
  expect(await oldCronFiles(system)).toBe('');
  expect(await conffiles(system)).toEqual(['/etc/cron.d/ot-redundancy', '/etc/logrotate.d/ot-redundancy']);
  expect(await system.ok("find /etc -name '*.dpkg-*'")).toBe('');
  expect(await system.ok('dpkg --audit')).toBe('');
  expect(await system.ok('ot-attachments-sync --version')).toContain('ot-redundancy');
}

describe.each(debianNames)('the scripts before 1.0 on %s', (name) => {
  test('are replaced without a question; configuration and summary log go on', async () => {
    await using system = await oldStandby(name);
    await system.put(old.config, edited);
    await system.put(old.summary, line);
    await system.ok('dpkg -i /ot.deb');
    await expectUpgraded(system);
    expect(await system.ok(`cat ${old.config}`)).toBe(edited.trimEnd());
    expect(await system.ok(`cat ${old.summary}`)).toBe(line.trimEnd());
    expect(await system.ok(`cat ${old.rotation}`)).toContain('ot-redundancy-sync-timestamps.log {');
  });
});

describe('an upgrade from before 1.0', () => {
  test.each([true, false])('ends cron files that were edited (conffiles: %s)', async (cronAsConffiles) => {
    await using system = await oldStandby('trixie', cronAsConffiles);
    await system.ok(`echo '# ours' | tee -a ${old.hourly} ${old.monthly}`);
    await system.ok('dpkg -i /ot.deb');
    await expectUpgraded(system);
    expect(await system.ok('cat /var/lib/ot-redundancy/replaced/ot-cron-hourly 2>/dev/null || true')).toBe(
      '#!/bin/bash\not-attachments-sync\n# ours',
    );
  });

  test('ends cron files that were moved to another interval', async () => {
    await using system = await oldStandby('trixie');
    await system.ok(`mv ${old.hourly} /etc/cron.daily/ && mv ${old.monthly} /etc/cron.weekly/`);
    await system.ok('dpkg -i /ot.deb');
    await expectUpgraded(system);
  });

  test('keeps a log rotation that was edited, without a question', async () => {
    await using system = await oldStandby('bullseye');
    await system.ok(`sed -i 's/rotate 12/rotate 99/' ${old.rotation}`);
    await system.ok('dpkg -i /ot.deb');
    await expectUpgraded(system);
    expect(await system.ok(`cat ${old.rotation}`)).toContain('rotate 99');
    await system.ok('dpkg -i /ot.deb');
    expect(await system.ok(`cat ${old.rotation}`)).toContain('rotate 99');
  });

  test('makes a configuration where there is none any more; a log rotation that was deleted stays so', async () => {
    await using system = await oldStandby('trixie');
    await system.ok(`rm ${old.config} ${old.rotation}`);
    await system.ok('dpkg -i /ot.deb');
    await expectUpgraded(system);
    expect(await system.ok(`cat ${old.config}`)).toContain('SYNCMODE=');
    expect(await system.ok(`ls ${old.rotation} 2>/dev/null || true`)).toBe('');
  });

  test('[hazard 8] leaves a promoted machine alone: sync stays off', async () => {
    await using system = await oldStandby('trixie');
    await system.put(old.config, edited.replace('"on"', '"off"'));
    await system.ok(`mkdir /root/away && mv ${old.hourly} ${old.monthly} /root/away/`);
    await system.ok('dpkg -i /ot.deb');
    await expectUpgraded(system);
    expect(await system.run('ot-attachments-sync --quiet')).toEqual({ code: 4, stdout: '', all: '' });
    expect(await system.run('ot-sync-from-source --quiet')).toEqual({ code: 4, stdout: '', all: '' });
  });

  test('[promise 1] does not let a machine sync that is no standby, whatever its configuration says', async () => {
    await using system = await oldStandby('trixie');
    await system.put(old.config, edited);
    await system.ok('dpkg -i /ot.deb');
    expect((await system.run('ot-attachments-sync --quiet')).code).toBe(13);
  });

  test('takes over from scripts that were removed and not purged', async () => {
    await using system = await oldStandby('trixie');
    await system.put(old.config, edited);
    await system.ok('dpkg -r ot-redundancy && dpkg -i /ot.deb');
    await expectUpgraded(system);
    expect(await system.ok(`cat ${old.config}`)).toBe(edited.trimEnd());
  });

  test('that breaks off leaves everything as it was', async () => {
    await using system = await oldStandby('trixie');
    await system.put(old.config, edited);
    await system.ok(`sed -i 's/rotate 12/rotate 99/' ${old.rotation}`);
    const files = { '/usr/share/ot-redundancy/ot-redundancy-gate': 'taken\n' };
    await system.put('/other.deb', makeDeb({ name: 'other', version: '1', files }));
    await system.ok('dpkg -i /other.deb');
    expect((await system.run('dpkg -i /ot.deb')).code).not.toBe(0);
    expect(await system.ok("dpkg-query -W -f='${Version} ${db:Status-Status}' ot-redundancy")).toBe(
      '0.5-3 installed',
    );
    expect(await system.ok(`cat ${old.config}`)).toBe(edited.trimEnd());
    expect(await system.ok(`cat ${old.rotation}`)).toContain('rotate 99');
    expect((await oldCronFiles(system)).split('\n').sort()).toEqual([old.hourly, old.monthly]);
    await system.ok('dpkg -r other && dpkg -i /ot.deb');
    await expectUpgraded(system);
  });

  test('is forgotten by a purge', async () => {
    await using system = await oldStandby('trixie');
    await system.ok('dpkg -i /ot.deb && dpkg -P ot-redundancy');
    expect(await system.ok("find /etc /var/lib -name '*ot-*' -not -path '/var/lib/dpkg/*'")).toBe('');
  });
});
