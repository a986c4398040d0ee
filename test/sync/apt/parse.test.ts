import { describe, expect, test } from 'vitest';
import { acceptTogether } from '../../../src/sync/apt/bisect.ts';
import { parseAptFacts } from '../../../src/sync/apt/facts.ts';
import { isPackageName, isVersion } from '../../../src/sync/apt/names.ts';
import { parsePolicy } from '../../../src/sync/apt/policy.ts';
import { releaseOf } from '../../../src/sync/apt/release-names.ts';
import { parseSources } from '../../../src/sync/apt/source-entries.ts';

describe('names', () => {
  test.each(['g++', 'libc6:i386', 'python3.11', 'odoo-14', '0ad', 'libstdc++6'])(
    '%s is a package',
    (name) => {
      expect(isPackageName(name)).toBe(true);
    },
  );

  test.each([
    'bash-',
    '-y',
    '--purge',
    'a',
    '',
    'A',
    'a b',
    'a;b',
    '../a.deb',
    './a',
    'a*',
    'a/b',
    'a=1',
    'a^',
    'bash-:amd64',
    'a\n',
  ])('[promise 8] %j is none', (name) => expect(isPackageName(name)).toBe(false));

  test('[promise 8] versions', () => {
    for (const version of ['1', '1:2.3-4+deb12u1~bpo', '2:1.5-1']) expect(isVersion(version)).toBe(true);
    for (const version of ['', '-1', '1*', '1 2', '$(x)', '1/2', 'a:1'])
      expect(isVersion(version)).toBe(false);
  });
});

describe('facts', () => {
  const answer = (...lines: readonly string[]) => parseAptFacts(['arch amd64', ...lines, ''].join('\n'));

  test('foreign architectures are part of the name; only whole installations count', () => {
    const facts = answer(
      'package libc6 2.36-9 amd64 installed',
      'package libc6 2.36-9 i386 installed',
      'package tzdata 2024a all triggers-awaited',
      'package half 1 all half-configured',
      'package rest 1 all config-files',
      'manual libc6:i386',
    );
    expect([...facts.installed.keys()]).toEqual(['libc6', 'libc6:i386', 'tzdata']);
    expect(facts.manual).toEqual(['libc6:i386']);
  });

  test('an answer without an architecture is not believed', () => {
    expect(() => parseAptFacts('manual bash\n')).toThrow(expect.objectContaining({ code: 'answer' }));
  });
});

describe('policy', () => {
  // apt 2.2 (Debian 11), 2.6 (Debian 12) and 3.0 (Debian 13) print alike; a pinned version has its priority behind it.
  const text = `odoo:
  Installed: (none)
  Candidate: 14.0.2
  Version table:
     14.0.2 500
        500 http://nightly.example/14.0 ./ Packages
     14.0.1 -1
         -1 file:/srv/old ./ Packages
     14.0.0 100
        100 /var/lib/dpkg/status
alone:
  Installed: 1
  Candidate: 1
  Version table:
 *** 1 100
        100 /var/lib/dpkg/status
`;

  test('a version counts as available when a repository has it', () => {
    expect(parsePolicy(text)).toEqual(
      new Map([
        ['odoo', { candidate: '14.0.2', versions: ['14.0.2', '14.0.1'] }],
        ['alone', { candidate: undefined, versions: [] }],
      ]),
    );
  });
});

describe('sources', () => {
  test('one line each', () => {
    const text = `# deb http://x commented main
deb http://deb.example/debian bookworm main # trailing
deb [arch=amd64 signed-by=/usr/share/keyrings/a.gpg,/etc/apt/keyrings/b.asc] https://x.example stable main
deb-src	[ trusted=yes ] file:/srv ./
`;
    expect(parseSources('/etc/apt/sources.list', text)).toEqual([
      { suites: ['bookworm'], keyFiles: [] },
      { suites: ['stable'], keyFiles: ['/usr/share/keyrings/a.gpg', '/etc/apt/keyrings/b.asc'] },
      { suites: ['./'], keyFiles: [] },
    ]);
  });

  test('in paragraphs', () => {
    const text = `# a comment
Types: deb deb-src
URIs: https://deb.example/debian
Suites: bookworm
# in between
 bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/a.gpg

Enabled: no
Types: deb
Suites: trixie

Types: deb
URIs: https://x.example
Suites: any
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc/def
`;
    expect(parseSources('/etc/apt/sources.list.d/x.sources', text)).toEqual([
      { suites: ['bookworm', 'bookworm-updates'], keyFiles: ['/usr/share/keyrings/a.gpg'] },
      { suites: ['any'], keyFiles: [] },
    ]);
  });

  test('[hazard 16] suites and the release they belong to', () => {
    const found = [
      'bookworm',
      'bookworm-updates',
      'bullseye/updates',
      'jammy-security',
      'sid',
      'rc-buggy',
    ].map(releaseOf);
    expect(found).toEqual(['bookworm', 'bookworm', 'bullseye', 'jammy', 'sid', 'rc-buggy']);
    expect(['stable', './', 'nodistro', '14.0', 'bookworms'].map(releaseOf)).toEqual(
      Array(5).fill(undefined),
    );
  });
});

describe('what is taken together', () => {
  const tests: string[][] = [];
  const check = (bad: (items: readonly number[]) => boolean) => async (items: readonly number[]) => {
    tests.push(items.map(String));
    return bad(items) ? 'bad' : undefined;
  };

  test('all at once when nothing is wrong', async () => {
    tests.length = 0;
    expect(
      await acceptTogether(
        [1, 2, 3],
        check(() => false),
      ),
    ).toEqual({ accepted: [1, 2, 3], refused: [] });
    expect(tests).toHaveLength(1);
  });

  test('[hazard 19] single bad ones are found among many in few tests', async () => {
    tests.length = 0;
    const many = Array.from({ length: 100 }, (_, index) => index);
    const { accepted, refused } = await acceptTogether(
      many,
      check((items) => items.some((item) => item === 7 || item === 63)),
    );
    expect(refused.map(({ item }) => item)).toEqual([7, 63]);
    expect(accepted).toHaveLength(98);
    expect(tests.length).toBeLessThan(30);
  });

  test('of two that exclude each other one gets in', async () => {
    const both = (items: readonly number[]) => items.includes(1) && items.includes(4);
    expect(await acceptTogether([1, 2, 3, 4], check(both))).toEqual({
      accepted: [1, 2, 3],
      refused: [{ item: 4, why: 'bad' }],
    });
  });
});
