import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isModuleName, isModuleVersion, isSameVersion, normalizeName } from '../../../src/sync/pip/names.ts';
import { requirementLines } from '../../../src/sync/pip/requirement-lines.ts';
import { readRequirements } from '../../../src/sync/pip/requirements.ts';
import type { Stage } from '../stage.ts';
import { openStage } from '../stage.ts';

test('[promise 8] what is a name and a version of a module, and what is none', () => {
  for (const name of ['a', 'Babel', 'zope.interface', 'python_dateutil', 'x-1'])
    expect(isModuleName(name)).toBe(true);
  for (const name of ['', '-r', '--pre', 'a b', 'a;b', 'a@b', './a', 'a[b]', 'a=', 'a-', '.a'])
    expect(isModuleName(name)).toBe(false);
  for (const version of ['1.0', '1!2.0.post1', '2.0+local.1', '1.0rc1'])
    expect(isModuleVersion(version)).toBe(true);
  for (const version of ['', '*', '1.*', '1,<2', '1;x', '-1', '1 --pre', '@x'])
    expect(isModuleVersion(version)).toBe(false);
});

test('spellings of the same', () => {
  expect(normalizeName('Zope.Inter_face--x')).toBe('zope-inter-face-x');
  const same = [
    ['1.0', '1.0.0'],
    ['1.0-1', '1.0.post1'],
    ['v1.0', '1'],
    ['1.0.0.post1', '1.post1'],
    ['1+a-1', '1+a.1'],
  ];
  const different = [
    ['1.0', '1.0.1'],
    ['1.1', '1.10'],
    ['1', '10'],
    ['1!1.0', '1.0'],
    ['1.0', '1.0+x'],
    ['1.0', '1.0.post1'],
  ];
  for (const [one = '', other = ''] of same)
    expect([one, other, isSameVersion(one, other)]).toEqual([one, other, true]);
  for (const [one = '', other = ''] of different)
    expect([one, other, isSameVersion(one, other)]).toEqual([one, other, false]);
});

describe("the site's requirements", () => {
  let stage: Stage;
  let folder: string;

  beforeEach(async () => {
    stage = await openStage();
    folder = mkdtempSync(join(tmpdir(), 'requirements-'));
  });

  afterEach(async () => {
    await stage.close();
    rmSync(folder, { recursive: true });
  });

  const read = (text: string) => {
    writeFileSync(join(folder, 'r.txt'), text);
    return readRequirements(stage.context, join(folder, 'r.txt'));
  };

  test('options, pins, hashes, comments, continuations and included files', async () => {
    writeFileSync(join(folder, 'more.txt'), 'lxml===4.9 ; python_version < "3.12"\n');
    const site = await read(`--index-url https://\${TOKEN}@pypi.example/simple # ours
-c constraints.txt
--find-links wheels
Babel [extra] == 2.9.1 \\
  --hash=sha256:aa \\
  --hash=sha256:bb
requests>=2 # no pin
-e git+https://x.example/y#egg=y
direct @ https://x.example/z.whl
--requirement more.txt
`);
    expect(site.options).toEqual([
      '--index-url https://${TOKEN}@pypi.example/simple',
      `-c ${folder}/constraints.txt`,
      `--find-links ${folder}/wheels`,
    ]);
    expect(site.hashed).toBe(true);
    expect(site.entries.map(({ name, version }) => [name, version])).toEqual([
      ['babel', '2.9.1'],
      ['requests', undefined],
      ['lxml', '4.9'],
    ]);
    expect(site.entries[0]?.line).toMatch(
      /^Babel \[extra\] == 2\.9\.1\s+--hash=sha256:aa\s+--hash=sha256:bb$/,
    );
  });

  test('a file that is not there, or includes itself, is an error', async () => {
    await expect(read('-r gone.txt\n')).rejects.toMatchObject({ code: 'config-value' });
    await expect(read('-r r.txt\n')).rejects.toMatchObject({ code: 'config-value' });
  });

  test('[hazard 20] a module is never asked for without its version', async () => {
    const wanted = (name: string, version: string) => ({ name, version, here: undefined, unfinished: false });
    const open = await read('requests>=2\nbabel==2.9.1\n');
    expect(requirementLines(wanted('requests', '2.31'), open)).toMatchObject({ lines: ['requests==2.31'] });
    expect(requirementLines(wanted('lxml', '4.9'), open)).toMatchObject({ lines: ['lxml==4.9'] });
    expect(requirementLines(wanted('babel', '2.10'), open)).toHaveProperty('problem');
    const hashed = await read('babel==2.9.1 --hash=sha256:aa\n');
    expect(requirementLines(wanted('babel', '2.9.1'), hashed)).toMatchObject({
      lines: ['babel==2.9.1 --hash=sha256:aa'],
    });
    expect(requirementLines(wanted('lxml', '4.9'), hashed)).toHaveProperty('problem');
  });
});
