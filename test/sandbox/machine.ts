import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Cluster } from './cluster.ts';
import { databaseName } from './cluster-files.ts';
import { Filestore } from './filestore.ts';
import { Packages } from './packages.ts';
import type { Place } from './place.ts';
import { installPrograms } from './programs.ts';
import { insidePath } from './view.ts';
import type { View } from './view.ts';

const folders = [
  'bin',
  'home/.ssh',
  'etc/odoo',
  'etc/nginx/sites-available',
  'etc/nginx/sites-enabled',
  'etc/apt/sources.list.d',
  'keyrings',
  'data/sessions',
  `data/filestore/${databaseName}/checklist`,
  'share',
  'log',
  'var',
] as const;

/** One machine: a folder with what a real one keeps under /, its cluster and its programs. */
export class Machine {
  /** Its folder, as tests see it. */
  readonly root: string;
  /** Where its folder stands for its own programs: the same path on both machines, as on real ones. */
  readonly seenAs: string;
  readonly postgres: Cluster;
  /** What Odoo does with the database and its files. */
  readonly odoo: Filestore;
  readonly packages: Packages;

  /** Where its Odoo listens, when it runs. */
  readonly httpPort: number;

  constructor(place: Place, view: View, httpPort: number) {
    this.httpPort = httpPort;
    this.root = view.real;
    this.seenAs = view.seenAs;
    for (const folder of folders) mkdirSync(join(this.root, folder), { recursive: true });
    chmodSync(join(this.root, 'home/.ssh'), 0o700);
    this.postgres = new Cluster(place);
    this.odoo = new Filestore(this.postgres, this.path('data/filestore'));
    this.packages = new Packages(this, {
      inside: insidePath(view),
      repository: join(place.ledger.root, 'repository'),
    });
    installPrograms(this, place.programs.postgres);
    this.write('etc/odoo/odoo.conf', this.#odooConf());
    this.write('etc/nginx/nginx.conf', 'events {}\nhttp {\n  include sites-enabled/*;\n}\n');
  }

  /** A path in its folder, as tests see it. */
  path(...parts: readonly string[]): string {
    return join(this.root, ...parts);
  }

  /** Writes a file below its folder, with the folders that lead to it. A link of that name is replaced, not followed. */
  write(file: string, content: string | Uint8Array): void {
    const full = this.path(file);
    mkdirSync(dirname(full), { recursive: true });
    const inside = realpathSync(dirname(full));
    // Links of a machine lead to programs of the host, and root may write those.
    if (!`${inside}/`.startsWith(`${realpathSync(this.root)}/`))
      throw new Error(`${full} leads to ${inside}`);
    rmSync(full, { force: true });
    writeFileSync(full, content);
  }

  /** The text of a file below its folder. */
  read(file: string): string {
    return readFileSync(this.path(file), 'utf8');
  }

  exists(file: string): boolean {
    return existsSync(this.path(file));
  }

  /**
   * Puts a program of that name first on its PATH, in place of the machine's real one. A script without #! is one of sh;
   * `$HERE` in it is the machine's folder, and each call is noted (see `calls`).
   */
  fixture(name: string, script: string): void {
    const head = '#!/bin/sh\nHERE=$(cd "$(dirname "$0")/.." && pwd)\n';
    const note = `{ printf '%s' ${name}; printf ' %s' "$@"; echo; } >>"$HERE/var/calls"\n`;
    this.write(`bin/${name}`, script.startsWith('#!') ? script : `${head}${note}${script}\n`);
    chmodSync(this.path('bin', name), 0o755);
  }

  /** Every call of a fixture so far, one "name argument …" each. */
  calls(): string[] {
    return this.exists('var/calls') ? this.read('var/calls').trimEnd().split('\n') : [];
  }

  /** Makes an addons project as odootools clones them: modules, each with its manifest. */
  project(name: string, modules: readonly string[], folder = 'share'): void {
    for (const module of modules) {
      this.write(
        `${folder}/${name}/${module}/__manifest__.py`,
        `{'name': '${module}', 'version': '14.0.1.0'}\n`,
      );
      this.write(`${folder}/${name}/${module}/__init__.py`, '');
    }
  }

  /** Ends what its systemctl started. */
  stopServices(): void {
    const active = this.exists('var/services') ? readdirSync(this.path('var/services')) : [];
    const units = active.filter((name) => name.endsWith('.pid')).map((name) => name.slice(0, -4));
    for (const unit of units) spawnSync(this.path('bin/systemctl'), ['stop', unit]);
  }

  #odooConf(): string {
    return `[options]
addons_path = ${this.seenAs}/share/odoo-company
data_dir = ${this.seenAs}/data
db_host = False
db_port = False
db_user = odoo
db_password = False
dbfilter = ^${databaseName}$
admin_passwd = generated
http_port = ${this.httpPort}
`;
  }
}
