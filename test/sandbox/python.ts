import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from './cache.ts';
import type { Machine } from './machine.ts';

const system = '/usr/bin/python3';

/** A Python of each machine's own with the real pip, and a folder of wheels as their only index. */
export class Python {
  /** Where the wheels are; each machine's pip.conf names it. */
  readonly wheels: string;

  constructor(folder: string) {
    this.wheels = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** Gives a machine its Python, at `venv/bin/python` of its folder. */
  install(machine: Machine): void {
    execFileSync('cp', ['--archive', '--reflink=auto', preparedVenv(), machine.path('venv')]);
    machine.write('venv/pip.conf', `[global]\nno-index = true\nfind-links = ${this.wheels}\n`);
  }

  /** Puts a module of one file into the index; returns the wheel. */
  publish(name: string, version: string): string {
    const wheel = join(this.wheels, `${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`);
    execFileSync(system, ['-c', buildWheel, wheel, name, version], { stdio: 'pipe' });
    return wheel;
  }

  /** Makes a module count as installed on a machine, by pip or by another program. */
  installed(machine: Machine, name: string, { version, by = 'pip' }: { version: string; by?: string }): void {
    const [lib = ''] = readdirSync(machine.path('venv/lib'));
    const folder = `venv/lib/${lib}/site-packages/${name.replaceAll('-', '_')}-${version}.dist-info`;
    machine.write(`${folder}/METADATA`, `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`);
    machine.write(`${folder}/INSTALLER`, `${by}\n`);
    machine.write(`${folder}/REQUESTED`, '');
    machine.write(`${folder}/RECORD`, '');
  }

  /** Every module of a machine as name==version, sorted; pip itself and its like left out. */
  list(machine: Machine): string[] {
    const out = execFileSync(machine.path('venv/bin/python'), ['-m', 'pip', 'freeze'], {
      env: {},
      encoding: 'utf8',
    });
    return out.split('\n').filter((line) => line !== '');
  }
}

function preparedVenv(): string {
  const version = execFileSync(system, ['--version'], { encoding: 'utf8' }).trim().replace(' ', '-');
  return cached(`venv-copies-${version}`, (folder) => {
    // Copies: a test that writes to a machine's Python must not reach the host's.
    execFileSync(system, ['-m', 'venv', '--copies', folder], { stdio: 'pipe' });
  });
}

const buildWheel = `
import sys, zipfile
wheel, name, version = sys.argv[1:]
module = name.replace('-', '_')
info = f'{module}-{version}.dist-info'
files = {
    f'{module}.py': f'version = {version!r}\\n',
    f'{info}/METADATA': f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n',
    f'{info}/WHEEL': 'Wheel-Version: 1.0\\nGenerator: sandbox\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
}
record = ''.join(f'{path},,\\n' for path in [*files, f'{info}/RECORD'])
with zipfile.ZipFile(wheel, 'w') as archive:
    for path, text in {**files, f'{info}/RECORD': record}.items():
        archive.writestr(path, text)
`;
