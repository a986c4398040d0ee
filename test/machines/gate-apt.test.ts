import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gateScript } from '../../src/machines/gate-script.ts';
import { parseAptFacts } from '../../src/sync/apt/facts.ts';
import { parsePipFacts } from '../../src/sync/pip/facts.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gate-apt-'));
  for (const folder of ['bin', 'etc/apt/sources.list.d', 'keyrings', 'elsewhere']) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  program('dpkg', 'case $1 in --print-architecture) echo amd64 ;; *) echo i386 ;; esac');
  program('dpkg-query', "printf 'package %s %s %s %s\\n' bash 5.2 amd64 installed box 1:2-3 all installed");
  program('apt-mark', 'case $1 in showmanual) printf "bash\\nbox\\n" ;; *) echo bash ;; esac');
  program('apt-cache', `cat <<'POLICY'\n${policy}POLICY`);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const policy = `bash:
  Installed: 5.2
  Candidate: 5.2
  Version table:
 *** 5.2 500
        500 http://deb.example/debian bookworm/main amd64 Packages
        100 /var/lib/dpkg/status
box:
  Installed: 1:2-3
  Candidate: 1:2-3
  Version table:
 *** 1:2-3 100
        100 /var/lib/dpkg/status
`;

function program(name: string, script: string): void {
  writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(root, 'bin', name), 0o755);
}

/** Asks the gate, held to its folders and Pythons as authorized_keys would. */
function ask(request: string) {
  const env = { PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}`, SSH_ORIGINAL_COMMAND: request };
  const roots = [
    join(root, 'etc'),
    join(root, 'keyrings'),
    join(root, 'venv/bin/python3'),
    join(root, 'bin'),
    '/usr/bin/python3',
  ];
  const argv = ['-c', gateScript, 'gate', ...roots];
  const { status, stdout, stderr } = spawnSync('sh', argv, { env, encoding: 'latin1' });
  return {
    status,
    stderr,
    answer: stdout.replace(/^\nbegin\n/, '').replace(/end\n$/, ''),
    complete: stdout.endsWith('end\n'),
  };
}

describe('apt', () => {
  test('tells packages, what of them by hand, held, and from no repository', () => {
    const { status, answer, complete } = ask('ot-gate apt');
    expect([status, complete]).toEqual([0, true]);
    const facts = parseAptFacts(answer);
    expect([...facts.installed.keys()]).toEqual(['bash', 'box']);
    expect(facts).toMatchObject({
      architecture: 'amd64',
      foreign: ['i386'],
      manual: ['bash', 'box'],
      held: ['bash'],
    });
    expect([...facts.single]).toEqual(['box']);
    expect(facts.files.size).toBe(0);
  });

  test("tells the sums of apt's own files, never of settings or passwords", () => {
    const apt = join(root, 'etc/apt');
    for (const name of [
      'sources.list',
      'apt.conf',
      'auth.conf',
      'sources.list.d/a.list',
      'sources.list.d/a b\n.list',
    ]) {
      writeFileSync(join(apt, name), 'abc');
    }
    symlinkSync('a.list', join(apt, 'sources.list.d/link.list'));
    writeFileSync(join(root, 'keyrings/k.gpg'), 'abc');
    const facts = parseAptFacts(ask(`ot-gate apt ${apt} ${join(root, 'keyrings')}`).answer);
    const names = ['etc/apt/sources.list', 'etc/apt/sources.list.d/a.list', 'keyrings/k.gpg'];
    expect([...facts.files.keys()].toSorted()).toEqual(names.map((name) => join(root, name)));
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(new Set(facts.files.values())).toEqual(new Set([abc]));
    expect(facts.links).toEqual([join(apt, 'sources.list.d/link.list')]);
  });

  test.each(['apt-mark', 'dpkg-query', 'apt-cache'])(
    '[hazard 21] when %s fails there is no answer',
    (name) => {
      program(name, 'echo broken >&2; exit 100');
      expect(ask('ot-gate apt')).toMatchObject({ status: 95, complete: false });
    },
  );

  test('[promise 17] folders that the key may not read are refused', () => {
    for (const folder of ['/etc', join(root, 'elsewhere'), `${root}/etc/../elsewhere`, '-x', '$(id)']) {
      expect(ask(`ot-gate apt ${folder}`)).toMatchObject({ status: 93, answer: '' });
      expect(ask(`ot-gate apt ${root}/etc/apt ${folder}`)).toMatchObject({ status: 93, answer: '' });
    }
    expect(ask(`ot-gate apt ${root}/etc/missing`)).toMatchObject({ status: 94 });
  });
});

describe('pip', () => {
  test('tells version, kind and modules of a real Python', () => {
    execFileSync('/usr/bin/python3', ['-m', 'venv', '--without-pip', join(root, 'venv')]);
    symlinkSync('python3', join(root, 'venv/bin/python3-odoo'));
    const lib = execFileSync(join(root, 'venv/bin/python3'), [
      '-c',
      'import sysconfig; print(sysconfig.get_path("purelib"))',
    ]);
    install(lib.toString().trim(), 'By_Pip', '1.0', { INSTALLER: 'pip\n' });
    install(lib.toString().trim(), 'checkout', '2.0', {
      'direct_url.json': '{"url":"file:///x","dir_info":{"editable":true}}',
    });
    install(lib.toString().trim(), 'odd name\n', '3.0', {});
    const { status, answer } = ask(`ot-gate pip ${root}/venv/bin/python3`);
    expect(status).toBe(0);
    const facts = parsePipFacts(answer);
    expect(facts).toMatchObject({
      kind: 'venv',
      pip: undefined,
      python: expect.stringMatching(/^3\.\d+\.\d+$/),
    });
    expect(facts.modules.get('by-pip')).toEqual({ name: 'By_Pip', version: '1.0', origin: 'pip' });
    expect(facts.modules.get('checkout')?.origin).toBe('editable');
    expect(answer).toContain('module odd?name');
  });

  test("[hazard 20] modules of the system's own folder are the system's", () => {
    const facts = parsePipFacts(ask('ot-gate pip /usr/bin/python3').answer);
    const packaged = '/usr/lib/python3/dist-packages';
    const find = `import importlib.metadata as m; print('\\n'.join(d.metadata['Name'] for d in m.distributions(path=['${packaged}'])))`;
    const names = execFileSync('/usr/bin/python3', ['-I', '-c', find], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const installed = names
      .filter((name) => name !== '')
      .map((name) => name.toLowerCase().replace(/[-_.]+/g, '-'));
    expect(installed.filter((name) => facts.modules.get(name) === undefined)).toEqual([]);
    expect(
      [...facts.modules.values()].filter(({ origin }) => origin === 'system').length,
    ).toBeGreaterThanOrEqual(1);
  });

  test.each([
    '/bin/sh',
    '/usr/bin/env',
    'python3',
    '/usr/bin/../bin/python3',
    '/usr/bin/python3;id',
    '-c',
    '/tmp/$(id)/python3',
  ])('[promise 17] %s is not started', (python) =>
    expect(ask(`ot-gate pip ${python}`)).toMatchObject({ status: 93, answer: '' }),
  );

  test('[promise 17] no further words are passed on', () => {
    expect(ask('ot-gate pip /usr/bin/python3 -c print(1)')).toMatchObject({ status: 93, answer: '' });
  });

  test('[hazard 21] a Python that fails gives no answer', () => {
    program('python3', 'exit 1');
    expect(ask(`ot-gate pip ${root}/bin/python3`)).toMatchObject({ status: 95, complete: false });
  });
});

function install(lib: string, name: string, version: string, files: Readonly<Record<string, string>>): void {
  const folder = join(lib, `${name.trim().replace(' ', '_')}-${version}.dist-info`);
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'METADATA'),
    `Metadata-Version: 2.1\nName: ${name.trim()}\nVersion: ${version}\n`,
  );
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
}
