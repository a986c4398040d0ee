import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';

/** The package system of one machine: the real apt and dpkg, on a root of the machine's own. */
export class Packages {
  readonly #machine: Machine;

  /** Lays it out empty, with one source: the folder `repository`. `inside` is the machine's folder for its own programs. */
  constructor(machine: Machine, place: { inside: string; repository: string }) {
    this.#machine = machine;
    for (const folder of folders) mkdirSync(machine.path(folder), { recursive: true });
    for (const name of ['status', 'available']) writeFileSync(machine.path('system/var/lib/dpkg', name), '');
    machine.write('etc/apt/sources.list', `deb [trusted=yes] file:${place.repository} ./\n`);
    machine.write('system/apt.conf', aptConf(place.inside));
    for (const name of ['apt-get', 'apt-mark', 'apt-cache', 'apt-config']) {
      machine.fixture(name, `APT_CONFIG="$HERE/system/apt.conf" exec /usr/bin/${name} "$@"`);
    }
    const force = '--force-not-root --force-script-chrootless --force-bad-path';
    machine.fixture('dpkg', `exec /usr/bin/dpkg --root="$HERE/system" ${force} --log=/dev/null "$@"`);
    machine.fixture('dpkg-query', 'exec /usr/bin/dpkg-query --admindir="$HERE/system/var/lib/dpkg" "$@"');
  }

  /** Makes a package count as installed: by hand, or only because another one needed it. */
  installed(name: string, version: string, why: 'manual' | 'automatic' = 'manual'): void {
    const stanza = { Package: name, Status: 'install ok installed', ...control(name, version) };
    appendFileSync(this.#dpkg('status'), deb822(stanza));
    writeFileSync(this.#dpkg(`info/${name}.list`), '/.\n');
    if (why === 'manual') return;
    const mark = { Package: name, Architecture: 'all', 'Auto-Installed': '1' };
    appendFileSync(this.#machine.path('system/var/lib/apt/extended_states'), deb822(mark));
  }

  /** Name and version of every installed package, sorted. */
  list(): string[] {
    const stanzas = readFileSync(this.#dpkg('status'), 'utf8').split('\n\n');
    const rows = stanzas.flatMap((stanza) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1];
      return field('Status') === 'install ok installed' ? [`${field('Package')} ${field('Version')}`] : [];
    });
    return rows.toSorted();
  }

  #dpkg(file: string): string {
    return this.#machine.path('system/var/lib/dpkg', file);
  }
}

/** The fields of a package of no content. */
export function control(name: string, version: string): Record<string, string> {
  return {
    Version: version,
    Architecture: 'all',
    Maintainer: 'Sandbox <sandbox@example.com>',
    Description: `${name} of the sandbox`,
  };
}

/** A paragraph of a control file, with the empty line that ends it. */
export function deb822(fields: Readonly<Record<string, string>>): string {
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${value}\n`);
  return `${lines.join('')}\n`;
}

const folders = [
  'system/var/lib/dpkg/info',
  'system/var/lib/dpkg/updates',
  'system/var/lib/apt/lists/partial',
  'system/var/cache/apt/archives/partial',
  'system/var/log/apt',
  'etc/apt/apt.conf.d',
  'etc/apt/preferences.d',
  'etc/apt/trusted.gpg.d',
] as const;

function aptConf(here: string): string {
  const system = join(here, 'system');
  return `Dir::State "${system}/var/lib/apt";
Dir::State::status "${system}/var/lib/dpkg/status";
Dir::Cache "${system}/var/cache/apt";
Dir::Log "${system}/var/log/apt";
Dir::Etc "${here}/etc/apt";
Dir::Bin::dpkg "${here}/bin/dpkg";
DPkg::Path "${here}/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin";
APT::Sandbox::User "";
APT::Architecture "amd64";
Acquire::Languages "none";
`;
}
