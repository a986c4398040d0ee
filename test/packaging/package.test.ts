import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCommands } from '../../cli/commands.ts';
import { helpText } from '../../cli/help.ts';
import { keyNames } from '../../src/config/keys.ts';
import { commandNames } from '../../packaging/deb/entries.ts';
import { root } from '../../packaging/places.ts';
import { release } from '../../packaging/release.ts';
import { build, deb, Unpacked } from './built.ts';

const commands = await loadCommands();

let unpacked: Unpacked;

beforeAll(() => {
  build();
  unpacked = new Unpacked();
});

afterAll(() => unpacked[Symbol.dispose]());

describe('the package', () => {
  test('is at most 30 MB', () => {
    expect(statSync(deb).size).toBeLessThanOrEqual(30_000_000);
  });

  test('has no error or warning of lintian beyond those that are overridden with a reason', () => {
    const { status, stdout } = spawnSync('lintian', ['--no-cfg', '--fail-on', 'error,warning', deb], {
      encoding: 'utf8',
    });
    expect(stdout.split('\n').filter((line) => /^[EW]:/.test(line))).toEqual([]);
    expect(status).toBe(0);
  });

  test('overrides only what a Node binary brings with it', () => {
    const text = readFileSync(unpacked.path('usr/share/lintian/overrides/ot-redundancy'), 'utf8');
    const tags = [...text.matchAll(/^ot-redundancy: (\S+)/gm)].map(([, tag]) => tag);
    expect(tags).toEqual(['embedded-library', 'hardening-no-pie']);
  });

  test('starts nothing by itself: no service is enabled, no maintainer script runs a command of ours', () => {
    for (const name of ['preinst', 'postinst', 'prerm', 'postrm']) {
      const script = readFileSync(unpacked.path(`DEBIAN/${name}`), 'utf8');
      // Units by their names, and what does no more than renew or end what an administrator has switched on.
      const commands = script
        .replace(/\bot-[a-z-]+\.(service|timer)\b/g, '')
        .replace(/\bsystemctl --system daemon-reload\b|\bdeb-systemd-invoke (stop|try-restart)\b/g, '');
      expect(commands).not.toMatch(/systemctl|deb-systemd|\bot-(?!redundancy|cron-)[a-z]+/);
    }
  });

  test('has a cron file that fits run-parts and cron: a name without a dot, a user, a path, an end without output', () => {
    const text = readFileSync(unpacked.path('etc/cron.d/ot-redundancy'), 'utf8');
    const jobs = text.split('\n').filter((line) => /^[\d*]/.test(line));
    expect(jobs).toHaveLength(3);
    expect(jobs[0]).toMatch(/^\* \* \* \* \* root .* ot-attachments-sync --scheduled --quiet$/);
    for (const job of jobs)
      expect(job).toMatch(
        /^(\S+ ){5}root test ! -x (\/usr\/sbin\/\S+) \|\| \S+( --(if-syncing|scheduled))? --quiet$/,
      );
    expect(text).toMatch(/^PATH=.*\/usr\/sbin:/m);
    expect(text).toMatch(/^OT_STARTED_FROM=cron$/m);
  });

  test('has a timer for each line of cron, for a machine without, and takes its link away', () => {
    const cron = readFileSync(unpacked.path('etc/cron.d/ot-redundancy'), 'utf8');
    const postrm = readFileSync(unpacked.path('DEBIAN/postrm'), 'utf8');
    const lines = [...cron.matchAll(/\|\| (ot-\S+)(.*)$/gm)];
    expect(lines).toHaveLength(3);
    for (const [, name = '', options = ''] of lines) {
      const unit = (suffix: string) =>
        readFileSync(unpacked.path(`usr/lib/systemd/system/${name}.${suffix}`), 'utf8');
      expect(unit('service')).toContain(`ExecStart=/usr/sbin/${name}${options}\n`);
      expect(unit('timer')).toContain('WantedBy=timers.target');
      expect(postrm).toContain(`timers.target.wants`);
      expect(postrm).toContain(`${name}.timer`);
    }
  });

  test('has the scripts of its control part and the gate without a fault that shellcheck knows', () => {
    const files = [
      'DEBIAN/preinst',
      'DEBIAN/postinst',
      'DEBIAN/prerm',
      'DEBIAN/postrm',
      'usr/share/ot-redundancy/ot-redundancy-gate',
    ];
    const paths = files.map((file) => unpacked.path(file));
    for (const path of paths) expect(spawnSync('dash', ['-n', path]).status).toBe(0);
    expect(spawnSync('shellcheck', paths, { encoding: 'utf8' }).stdout).toBe('');
  });
});

describe('the program', () => {
  test.each(commandNames())('is called by the name %s', (name) => {
    const command = commands.find((each) => each.name === name || each.aliases?.includes(name) === true);
    expect(readlinkSync(unpacked.path(`usr/sbin/${name}`))).toBe('../lib/ot-redundancy/ot-redundancy');
    expect(unpacked.run(name, '--version')).toEqual({
      code: 0,
      stdout: `${name} (ot-redundancy) ${release().version}\n`,
    });
    expect(command === undefined ? '' : `${helpText(command)}\n`).toBe(unpacked.run(name, '--help').stdout);
  });

  test('tells of a wrong option by code 2', () => {
    expect(unpacked.run('ot-attachments-sync', '--nonsense').code).toBe(2);
  });

  test('does not listen to NODE_OPTIONS', () => {
    const path = unpacked.path('usr/sbin/ot-attachments-sync');
    const env = { ...process.env, NODE_OPTIONS: '--require=/nonexistent.js' };
    expect(spawnSync(path, ['--version'], { env }).status).toBe(0);
  });
});

describe('the manual', () => {
  test('has a page for every name and for the configuration file, without a warning of man', () => {
    const folder = unpacked.path('usr/share/man/man8');
    expect(readdirSync(folder).sort()).toEqual(
      commandNames()
        .map((name) => `${name}.8.gz`)
        .sort(),
    );
    const pages = commands.map(({ name }) => `${folder}/${name}.8.gz`);
    for (const page of [...pages, unpacked.path('usr/share/man/man5/ot-redundancy-sync.conf.5.gz')]) {
      expect(man(page, '--warnings')).toMatchObject({ stderr: '', status: 0 });
    }
  });

  test('has what docs/ holds beside it: on the standby there is no clone', () => {
    const names = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
    expect(names.length).toBeGreaterThan(3);
    expect(readdirSync(unpacked.path('usr/share/doc/ot-redundancy'))).toEqual(expect.arrayContaining(names));
  });

  test('explains every key, option and exit code', () => {
    const { stdout } = man(unpacked.path('usr/share/man/man5/ot-redundancy-sync.conf.5.gz'));
    for (const name of keyNames) expect(stdout).toContain(`       ${name}\n`);
    for (const { name, options } of commands) {
      const page = man(unpacked.path(`usr/share/man/man8/${name}.8.gz`)).stdout;
      for (const option of Object.keys(options)) expect(page).toContain(`--${option}`);
      expect(page).toContain('EXIT STATUS');
    }
  });
});

function man(
  page: string,
  ...options: readonly string[]
): { stdout: string; stderr: string; status: number | null } {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '100', MAN_KEEP_FORMATTING: '' };
  return spawnSync('man', [...options, '-l', page], { encoding: 'utf8', env });
}

describe('completion', () => {
  test.each(commandNames())('of %s offers its options and starts nothing', (name) => {
    const offered = complete(name, '--');
    expect(offered).toEqual(
      expect.arrayContaining(Object.keys(commandOf(name)?.options ?? {}).map((option) => `--${option}`)),
    );
    expect(offered).toContain('--version');
  });

  test.each(commandNames().filter((name) => commandOf(name)?.actions !== undefined))(
    'of %s offers what it can do as its first word',
    (name) => {
      expect(complete(name, '')).toEqual(commandOf(name)?.actions?.map(({ word }) => word));
    },
  );

  function commandOf(name: string) {
    return commands.find((each) => each.name === name || each.aliases?.includes(name) === true);
  }

  /** What bash offers for the first word behind a command. */
  function complete(name: string, word: string): readonly string[] {
    const file = unpacked.path(`usr/share/bash-completion/completions/${name}`);
    const script = [
      'PATH=/nowhere',
      `source '${file}'`,
      `COMP_WORDS=('${name}' '${word}') COMP_CWORD=1`,
      `"$(set -- $(complete -p '${name}'); echo "$3")"`,
      'printf "%s\\n" "${COMPREPLY[@]}"',
    ].join('\n');
    const { stdout, stderr } = spawnSync('/bin/bash', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.trimEnd().split('\n');
  }
});
