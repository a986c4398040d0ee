import { beforeAll, describe, expect, test } from 'vitest';
import { build } from '../packaging/built.ts';
import { conffiles, standby } from './standby.ts';
import { debianNames } from './suites.ts';

const config = '/etc/odoo/ot-redundancy-sync.conf';

beforeAll(() => build());

describe.each(debianNames)('on a clean %s', (name) => {
  test('it installs without a question and does nothing until it is configured', async () => {
    await using system = await standby(name);
    const { code, all } = await system.run('apt-get install -y --no-install-recommends /ot.deb');
    expect(code, all).toBe(0);
    expect(await system.ok(`stat -c '%a %U %G' ${config}`)).toBe('640 root root');
    expect(await system.ok('dpkg --audit; dpkg --verify ot-redundancy')).toBe('');
    expect(await conffiles(system)).toEqual(['/etc/cron.d/ot-redundancy', '/etc/logrotate.d/ot-redundancy']);
    expect(await system.ok('ot-attachment-sync --version')).toMatch(/^ot-attachment-sync \(ot-redundancy\) /);
    expect(await system.run('ot-attachments-sync --quiet')).toEqual({ code: 4, stdout: '', all: '' });
    expect(await system.run('ot-sync-from-source --quiet')).toEqual({ code: 4, stdout: '', all: '' });
    expect(await system.ok('logrotate -d /etc/logrotate.d/ot-redundancy 2>&1')).not.toMatch(
      /error: .*ot-redundancy/,
    );
  });

  test('removing it keeps configuration, state and summary log, and its cron file does no harm', async () => {
    await using system = await standby(name);
    await system.ok('dpkg -i /ot.deb');
    await system.ok(`sed -i 's/NOT-SET/production.example/' ${config}`);
    await system.put(
      '/var/log/odoo/ot-redundancy-sync-timestamps.log',
      '2026-01-01 00:00:00 :  attachments\n',
    );
    await system.put('/var/lib/ot-redundancy/runs/one.json', '{}\n');
    await system.ok('dpkg -r ot-redundancy');
    expect(await system.ok(`cat ${config}`)).toContain('production.example');
    await system.ok('test -e /var/lib/ot-redundancy/runs/one.json');
    await system.ok('test -s /var/log/odoo/ot-redundancy-sync-timestamps.log');
    const lines = await system.ok("sed -n 's/^[0-9].* root //p' /etc/cron.d/ot-redundancy");
    for (const line of lines.split('\n'))
      expect(await system.run(line)).toEqual({ code: 0, stdout: '', all: '' });
    await system.ok('dpkg -i /ot.deb');
    expect(await system.ok(`cat ${config}`)).toContain('production.example');
  });
});

describe('purging', () => {
  test('takes away configuration, state, locks and the summary log', async () => {
    await using system = await standby('trixie');
    await system.ok('dpkg -i /ot.deb');
    await system.put('/var/log/odoo/ot-redundancy-sync-timestamps.log', 'line\n');
    await system.put('/var/lib/ot-redundancy/runs/one.json', '{}\n');
    await system.ok('mkdir /var/lib/ot-redundancy/incidents');
    await system.ok('dpkg -P ot-redundancy');
    const left =
      "find / -xdev \\( -path /proc -o -path /dev \\) -prune -o -name 'ot-*' -print | grep -v '^/ot.deb' || true";
    expect(await system.ok(left)).toBe('');
  });

  test('keeps the notes of an incident', async () => {
    await using system = await standby('trixie');
    await system.ok('dpkg -i /ot.deb');
    await system.put('/var/lib/ot-redundancy/incidents/one/notes.md', 'the worst has happened\n');
    await system.put('/var/lib/ot-redundancy/runs/one.json', '{}\n');
    await system.ok('dpkg -P ot-redundancy');
    expect(await system.ok('find /var/lib/ot-redundancy -type f')).toBe(
      '/var/lib/ot-redundancy/incidents/one/notes.md',
    );
  });

  test('of a package that was removed before works too', async () => {
    await using system = await standby('bullseye');
    await system.ok('dpkg -i /ot.deb && dpkg -r ot-redundancy && dpkg -P ot-redundancy');
    expect(
      await system.ok(`ls -d ${config} /var/lib/ot-redundancy /etc/cron.d/ot-redundancy 2>/dev/null || true`),
    ).toBe('');
  });
});
