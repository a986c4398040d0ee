import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pkg from '@yao-pkg/pkg/lib-es5/sea.js';
import packageJson from '../package.json' with { type: 'json' };
import { hostNode, nodeVersion, strippedNode } from './pinned-node.ts';
import { archNames, distFor, hostArch, type Arch } from './places.ts';
import { step } from './step.ts';

const mainName = 'ot-redundancy.cjs';
/** What a run makes is mostly garbage at once. With 16 MB for it, V8's default, a first copy takes 360 MB instead of 210. */
const v8Flags = ['--max-semi-space-size=4'];

/** Makes the program one executable file; its path. */
export async function binary(arch: Arch, code: Buffer): Promise<string> {
  const output = join(distFor(arch), 'ot-redundancy');
  const node = await strippedNode(arch);
  const inputs = [
    code,
    arch,
    nodeVersion,
    packageJson.devDependencies['@yao-pkg/pkg'],
    readFileSync(import.meta.filename),
  ];
  await step({ name: `program for ${arch}`, output, inputs, make: () => make({ arch, code, node, output }) });
  return output;
}

interface Parts {
  readonly arch: Arch;
  readonly code: Buffer;
  readonly node: string;
  readonly output: string;
}

async function make({ arch, code, node, output }: Parts): Promise<void> {
  const folder = distFor(arch);
  writeFileSync(join(folder, mainName), code);
  const asked = layAskedNode(folder, node);
  // One that runs just now cannot be written to.
  rmSync(output, { force: true });
  const seaConfig = {
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    // The cache is made by running here: another machine type starts without.
    useCodeCache: arch === hostArch(),
    // Root runs this program: NODE_OPTIONS must not reach it.
    execArgvExtension: 'none',
    execArgv: v8Flags,
    // Without this pkg gives the whole path, and the program would depend on where it was built.
    main: mainName,
  };
  const target = {
    nodeRange: `node${nodeVersion}`,
    platform: 'linux',
    arch: archNames[arch].node,
    output,
  } as const;
  await pkg.default(join(folder, mainName), { nodePath: asked, seaConfig, targets: [target] });
  rmSync(asked);
}

/**
 * pkg asks the target's node one thing (its version, or to prepare the program) and copies it afterwards. What it asks
 * is this stand-in: it puts the target in its own place, the program's text where pkg works, and hands the question to
 * this computer's node. So another machine type can be built, and V8 gets a fixed seed: otherwise each code cache differs.
 * It gets the flags of the program too: V8 takes no cache that was made with others.
 */
function layAskedNode(folder: string, node: string): string {
  const asked = join(folder, 'asked-node');
  copyFileSync(node, `${asked}.target`);
  const lines = [
    '#!/bin/sh -e',
    `mv '${asked}.target' '${asked}'`,
    `cp '${join(folder, mainName)}' .`,
    `exec '${hostNode}' --random-seed=1 ${v8Flags.join(' ')} "$@"`,
  ];
  writeFileSync(asked, `${lines.join('\n')}\n`, { mode: 0o755 });
  return asked;
}
