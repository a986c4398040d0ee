import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeWheel } from '../lab/index/wheel.ts';
import { jobRun } from './job-run.ts';
import type { Machine } from './machine.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await openSandbox({ CONNECT_SECONDS: 1 });
});

afterEach(async () => {
  await sandbox.close();
});

const sync = (...args: readonly string[]) => jobRun(sandbox, 'ot-pip-sync', args);

/** Puts a module into the index and lets it count as installed on production. */
function onProduction(name: string, version: string): string {
  sandbox.python.installed(sandbox.production, name, { version });
  return sandbox.python.publish(name, version);
}

describe('modules', () => {
  beforeEach(() => sandbox.usePython());

  test("[hazard 20] come in exactly production's version, up or down, and with nothing they ask for", async () => {
    const { python, production, standby } = sandbox;
    for (const version of ['1.0', '2.0', '3.0']) python.publish('alpha', version);
    python.publish('beta', '1.5');
    python.publish('asked-for', '1.0');
    await makeWheel({ name: 'gamma', version: '0.1', requires: ['asked-for'] }, python.wheels);
    for (const [name, version] of Object.entries({ alpha: '2.0', beta: '1.5', gamma: '0.1' })) {
      python.installed(production, name, { version });
    }
    python.installed(standby, 'alpha', { version: '3.0' });
    python.installed(standby, 'mine', { version: '1.0' });
    const run = await sync();
    expect(run).toMatchObject({ exitCode: 0, problems: [], counts: { added: 2, changed: 1, removed: 0 } });
    expect(run.notes).toEqual(['only on this machine: mine 1.0']);
    expect(python.list(standby)).toEqual(['alpha==2.0', 'beta==1.5', 'gamma==0.1', 'mine==1.0']);
    expect(run.summary).toMatch(/:  ot-pip-sync\n$/);
    expect(await sync()).toMatchObject({ exitCode: 0, counts: { added: 0, changed: 0 } });
  });

  test('[promise 18] what a killed run had on its way, such as an index with its password, does not stay', async () => {
    const { standby } = sandbox;
    const left = 'state/staging/20260131T020000.000Z-pip-0a1b2c3d-pip/requirements.txt';
    standby.write(left, '--index-url https://user:secret@example.com\n');
    expect(await sync()).toMatchObject({ exitCode: 0 });
    expect(standby.exists(left)).toBe(false);
  });

  test('[hazard 20] one that cannot be had is left out alone: partial, named, no line of success', async () => {
    const { python, production, standby } = sandbox;
    onProduction('alpha', '1.0');
    onProduction('beta', '1.0');
    python.installed(production, 'nowhere', { version: '9' });
    python.publish('other-version', '2.0');
    python.installed(production, 'other-version', { version: '1.0' });
    const run = await sync();
    expect(run).toMatchObject({ exitCode: 3, outcome: 'partial', summary: '', counts: { added: 2 } });
    expect(run.problems.map(({ item }) => item).toSorted()).toEqual(['nowhere', 'other-version']);
    expect(python.list(standby)).toEqual(['alpha==1.0', 'beta==1.0']);
  });

  test('[promise 5] one that a killed run has left half there is installed anew', async () => {
    const { python, standby } = sandbox;
    onProduction('alpha', '1.0');
    onProduction('beta', '1.0');
    const program = standby.path('venv/bin/python');
    renameSync(program, `${program}-real`);
    // As a power cut leaves it: the version is told, the code is empty, and pip has not listed its files.
    const lib = `$(dirname "$0")/../${libraries(standby).replace('venv/', '')}`;
    const spoil = `: > "${lib}/alpha.py"; rm "${lib}/alpha-1.0.dist-info/RECORD"; kill -9 $PPID`;
    const script = `#!/bin/sh\ncase " $* " in *" install "*) "$0-real" "$@"; ${spoil};; esac\nexec "$0-real" "$@"\n`;
    writeFileSync(program, script, { mode: 0o755 });
    expect((await sandbox.run('ot-pip-sync')).signal).toBe('SIGKILL');
    renameSync(`${program}-real`, program);
    const content = () => standby.read(`${libraries(standby)}/alpha.py`);
    expect([python.list(standby), content()]).toEqual([['alpha==1.0', 'beta==1.0'], '']);
    const dry = await sync('--dry-run');
    const half = (name: string) => ({ name, note: '1.0, which a killed run was installing' });
    const changes = dry.plan?.[0]?.change.toSorted((a, b) => a.name.localeCompare(b.name));
    expect(changes).toEqual([half('alpha'), half('beta')]);
    const mended = await sync();
    expect(mended).toMatchObject({ exitCode: 0, problems: [], counts: { added: 0, changed: 2 } });
    expect(mended.stderr).toBe('');
    expect([python.list(standby), content()]).toEqual([['alpha==1.0', 'beta==1.0'], "version = '1.0'\n"]);
    expect(await sync()).toMatchObject({ exitCode: 0, counts: { changed: 0 }, stderr: '' });
  });

  test('[hazard 10] nothing is installed where MIN_FREE_MB would not be left', async () => {
    onProduction('alpha', '1.0');
    sandbox.configure({ MIN_FREE_MB: 10_000_000 });
    const run = await sync();
    expect(run).toMatchObject({ exitCode: 13, failure: { code: 'disk-space' } });
    expect(run.failure?.what).toContain(`on the disk of ${sandbox.standby.seenAs}/venv`);
    expect(sandbox.python.list(sandbox.standby)).toEqual([]);
  });

  test('one that breaks while it is installed does not keep the others out', async () => {
    const { python, standby } = sandbox;
    onProduction('alpha', '1.0');
    onProduction('beta', '1.0');
    sandbox.python.installed(sandbox.production, 'sick', { version: '1.0' });
    writeFileSync(join(python.wheels, 'sick-1.0-py3-none-any.whl'), 'no archive');
    const run = await sync();
    expect(run.problems.map(({ item }) => item)).toEqual(['sick']);
    expect(python.list(standby)).toEqual(['alpha==1.0', 'beta==1.0']);
  });

  test('excluded ones, and those of a checkout or a direct address, are left to people', async () => {
    const { python, production, standby } = sandbox;
    onProduction('setuptools', '999');
    onProduction('kept', '1.0');
    for (const name of ['direct', 'checkout']) python.installed(production, name, { version: '1.0' });
    const info = (name: string) => `${libraries(production)}/${name}-1.0.dist-info/direct_url.json`;
    production.write(info('direct'), '{"url": "https://user:secret@example.com/x.whl", "archive_info": {}}');
    production.write(info('checkout'), '{"url": "file:///srv/x", "dir_info": {"editable": true}}');
    const run = await sync();
    expect(run.exitCode).toBe(3);
    expect(run.problems.map(({ item }) => item).toSorted()).toEqual(['checkout', 'direct']);
    expect(JSON.stringify(run)).not.toContain('secret');
    expect(python.list(standby)).toEqual(['kept==1.0']);
  });

  test('[hazard 20] a dry run installs nothing', async () => {
    onProduction('alpha', '1.0');
    const run = await sync('--dry-run');
    expect(run.plan?.[0]?.add).toEqual([{ name: 'alpha', note: '1.0' }]);
    expect(sandbox.python.list(sandbox.standby)).toEqual([]);
  });

  test("[hazard 20] the site's requirements hold pip to their hashes", async () => {
    const { python, standby } = sandbox;
    const sum = (wheel: string) => createHash('sha256').update(readFileSync(wheel)).digest('hex');
    const good = sum(onProduction('good', '1.0'));
    for (const name of ['forged', 'unlisted', 'other']) onProduction(name, '1.0');
    const lines = [
      `Good==1.0 \\`,
      `    --hash=sha256:${good}  # as published`,
      `forged==1.0 --hash=sha256:${'0'.repeat(64)}`,
    ];
    standby.write('etc/site/more.txt', `other==2.0 --hash=sha256:${good}\n`);
    standby.write('etc/site/requirements.txt', `${lines.join('\n')}\n-r more.txt\n`);
    sandbox.configure({ PIP_REQUIREMENTS: standby.path('etc/site/requirements.txt') });
    const run = await sync();
    expect(run.exitCode).toBe(3);
    const problems = Object.fromEntries(run.problems.map(({ item, what }) => [item, what]));
    expect(problems).toEqual({
      forged: expect.stringMatching(/hash/i),
      unlisted: expect.stringMatching(/no hash/),
      other: expect.stringMatching(/holds it to 2\.0/),
    });
    expect(python.list(standby)).toEqual(['good==1.0']);
  });

  test('[hazard 20] index options of the site are honoured', async () => {
    const { python, standby } = sandbox;
    const pipConf = standby.read('venv/pip.conf');
    standby.write('venv/pip.conf', '[global]\nno-index = true\n');
    onProduction('alpha', '1.0');
    expect(await sync()).toMatchObject({ exitCode: 3, problems: [{ item: 'alpha' }] });
    standby.write(
      'etc/site/requirements.txt',
      `--find-links ${/find-links = (.*)/.exec(pipConf)?.[1] ?? ''}\n`,
    );
    sandbox.configure({ PIP_REQUIREMENTS: standby.path('etc/site/requirements.txt') });
    expect(await sync()).toMatchObject({ exitCode: 0 });
    expect(python.list(standby)).toEqual(['alpha==1.0']);
  });
});

describe('a Python that the system manages', () => {
  beforeEach(() => {
    sandbox.production.fixture(
      'python3',
      facts('managed', 'module alpha 1.0 pip', 'module six 1.16.0 system'),
    );
    sandbox.standby.fixture('python3', facts('managed', 'module mine 1.0 pip'));
    sandbox.configure({ PIP_PYTHON: `${sandbox.standby.seenAs}/bin/python3` });
  });

  const installs = () => sandbox.standby.calls().filter((call) => call.includes(' install '));

  test('[hazard 20] is left alone, with what to do', async () => {
    const run = await sync();
    expect(run).toMatchObject({ exitCode: 13, outcome: 'refused', summary: '' });
    expect(run.failure?.what).toContain('EXTERNALLY-MANAGED');
    expect(run.failure?.next).toMatch(/PIP_PYTHON.*PIP_BREAK_SYSTEM_PACKAGES/);
    expect(installs()).toEqual([]);
  });

  test('[hazard 20] is used when that is the explicit choice; what apt brought there never comes by pip', async () => {
    sandbox.configure({ PIP_BREAK_SYSTEM_PACKAGES: 'yes' });
    const after = facts('managed', 'module alpha 1.0 pip');
    sandbox.standby.fixture(
      'python3',
      `case "$*" in *install*) : >"$HERE/var/in" ; exit ;; esac\n[ -e "$HERE/var/in" ] && {\n${after}\nexit; }\n${facts('managed')}`,
    );
    expect(await sync()).toMatchObject({ exitCode: 0, counts: { added: 1 } });
    expect(installs()).toEqual([
      expect.stringMatching(
        /^python3 -I -m pip install --no-input --disable-pip-version-check --no-deps --break-system-packages --requirement \S+$/,
      ),
    ]);
  });

  test('is no obstacle when nothing is missing', async () => {
    sandbox.standby.fixture('python3', facts('managed', 'module Alpha 1.0 pip'));
    expect(await sync()).toMatchObject({ exitCode: 0 });
  });

  test('[hazard 21] a list that could not be made is no empty list', async () => {
    const { production } = sandbox;
    production.fixture('python3', 'cat >/dev/null; exit 1');
    expect(await sync()).toMatchObject({ exitCode: 1, outcome: 'failed', summary: '' });
    production.fixture('python3', 'cat >/dev/null');
    expect(await sync()).toMatchObject({ exitCode: 12, outcome: 'unreachable', summary: '' });
    await sandbox.sshd.stop();
    expect(await sync()).toMatchObject({ exitCode: 12, outcome: 'unreachable', summary: '' });
  });

  test('[promise 8] [hazard 25] names and versions made like options or shell text reach no program', async () => {
    const { production, standby } = sandbox;
    sandbox.configure({ PIP_BREAK_SYSTEM_PACKAGES: 'yes' });
    const bad = [
      '--index-url=http://127.0.0.1:9/ 1.0',
      '$(touch${IFS}x) 1.0',
      'a;touch 1.0',
      'ok 1.0;--pre',
      'fine @http://127.0.0.1:9/',
      'star *',
    ];
    production.fixture('python3', facts('plain', ...bad.map((each) => `module ${each} pip`)));
    const run = await sync();
    expect(run).toMatchObject({ exitCode: 3 });
    expect(run.problems.map(({ item }) => item)).toEqual(bad.map((each) => each.split(' ')[0]));
    expect(installs()).toEqual([]);
    expect(standby.exists('x')).toBe(false);
  });
});

/** A script that answers the question for modules. */
function facts(kind: string, ...modules: readonly string[]): string {
  const lines = ['python 3.11.2', `kind ${kind}`, 'pip 23.0.1', ...modules];
  return `cat >/dev/null\nprintf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')}`;
}

/** The folder with the modules of a machine's Python, relative to its root. */
function libraries(machine: Machine): string {
  const version = /^version = (\d+\.\d+)/m.exec(machine.read('venv/pyvenv.cfg'))?.[1] ?? '';
  return `venv/lib/python${version}/site-packages`;
}
