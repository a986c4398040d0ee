import { beforeAll, describe, expect, test } from 'vitest';
import { build } from '../packaging/built.ts';
import { conffiles, oldStandby, standby } from './standby.ts';
import type { Throwaway } from './throwaway.ts';

const cron = '/etc/cron.d/ot-redundancy';
const config = '/etc/odoo/ot-redundancy-sync.conf';
const kept = '-o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold';

beforeAll(() => build());

/** Makes /later.deb of our package: the same with a higher version and, when told so, another cron file. */
async function makeLater(system: Throwaway, cronChanges: boolean): Promise<void> {
  const lines = [
    'dpkg-deb -R /ot.deb /later',
    "sed -i 's/^Version: .*/&+later/' /later/DEBIAN/control",
    ...(cronChanges ? [`echo '# later' >>/later${cron}`] : []),
    'dpkg-deb -Znone --root-owner-group --build /later /later.deb',
    'rm -r /later',
  ];
  await system.ok(lines.join('\n'));
}

/** What must be true after every upgrade to it. */
async function expectLater(system: Throwaway): Promise<void> {
  expect(await system.ok("dpkg-query -W -f='${Version} ${db:Status-Status}' ot-redundancy")).toMatch(
    /\+later installed$/,
  );
  expect(await conffiles(system)).toEqual([cron, '/etc/logrotate.d/ot-redundancy']);
  expect(await system.ok('dpkg --audit')).toBe('');
}

const edit = `sed -i 's/^\\* \\* \\* \\* \\* root/*\\/10 * * * * root/' ${cron}`;
const edited = /^\*\/10 \* \* \* \* root .*ot-attachments-sync --scheduled --quiet$/m;

// The oldest dpkg and the newest.
describe.each(['bullseye', 'trixie'] as const)('a later version on %s', (name) => {
  test('comes without a question where the cron file was edited or deleted, and leaves that so', async () => {
    await using system = await standby(name);
    await system.ok(`dpkg -i /ot.deb && ${edit}`);
    await makeLater(system, false);
    await system.ok('dpkg -i /later.deb');
    await expectLater(system);
    expect(await system.ok(`cat ${cron}`)).toMatch(edited);
    expect(await system.ok("find /etc -name '*.dpkg-*'")).toBe('');
    await system.ok(`dpkg -P ot-redundancy && dpkg -i /ot.deb && rm ${cron} && dpkg -i /later.deb`);
    await expectLater(system);
    expect(await system.ok(`ls ${cron} 2>/dev/null || true`)).toBe('');
  });
});

describe('a later version with another cron file', () => {
  test('brings it where nobody edited it', async () => {
    await using system = await standby('trixie');
    await system.ok('dpkg -i /ot.deb');
    await makeLater(system, true);
    await system.ok('dpkg -i /later.deb');
    await expectLater(system);
    expect(await system.ok(`tail -n 1 ${cron}`)).toBe('# later');
  });

  test('leaves an edited one where apt was told so, as unattended upgrades are, and lays its own beside', async () => {
    await using system = await standby('bullseye');
    await system.ok(`dpkg -i /ot.deb && ${edit}`);
    await makeLater(system, true);
    await system.ok(`DEBIAN_FRONTEND=noninteractive apt-get install -y ${kept} /later.deb`);
    await expectLater(system);
    expect(await system.ok(`cat ${cron}`)).toMatch(edited);
    expect(await system.ok(`tail -n 1 ${cron}.dpkg-dist`)).toBe('# later');
    // Nothing of it is a cron file to cron: it takes no name with a dot.
    expect(await system.ok('run-parts --list --regex "^[A-Za-z0-9_-]+$" /etc/cron.d')).not.toContain('dist');
  });
});

describe('after an upgrade from before 1.0', () => {
  test('[promise 1] [hazard 8] a later version leaves the edited cron file, and a promoted machine alone', async () => {
    await using system = await oldStandby('bookworm');
    await system.ok(`sed -i 's/NOT-SET/production.example/' ${config} && dpkg -i /ot.deb && ${edit}`);
    await makeLater(system, false);
    await system.ok('dpkg -i /later.deb');
    await expectLater(system);
    expect(await system.ok(`cat ${cron}`)).toMatch(edited);
    const off = { code: 4, stdout: '', all: '' };
    expect(await system.run('ot-attachments-sync --scheduled --quiet')).toEqual(off);
    expect(await system.run('ot-sync-from-source --quiet')).toEqual(off);
    expect(await system.ok("find /etc/systemd /etc/cron* -name 'ot-*' ! -path '/etc/cron.d/*'")).toBe('');
  });
});
