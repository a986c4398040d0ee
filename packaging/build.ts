/** Builds the program and its package: `npm run build [-- --arch arm64] [--quick]`. Steps whose inputs are unchanged are left out. */
import { parseArgs } from 'node:util';
import { binary } from './binary.ts';
import { bundle } from './bundle.ts';
import { debPackage } from './deb/package.ts';
import { lockBuild } from './lock.ts';
import { hostArch, type Arch } from './places.ts';
import { release } from './release.ts';

const { values } = parseArgs({
  options: { arch: { type: 'string', default: hostArch() }, quick: { type: 'boolean', default: false } },
});

function readArch(text: string): Arch {
  if (text === 'amd64' || text === 'arm64') return text;
  throw new Error(`--arch is amd64 or arm64, not "${text}"`);
}

const arch = readArch(values.arch);
lockBuild();
const { code, modules } = await bundle();
await debPackage({
  arch,
  release: release(),
  binary: await binary(arch, code),
  modules,
  quick: values.quick,
});
