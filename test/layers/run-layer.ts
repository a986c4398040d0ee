import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { countVitest, type Counts } from './counts.ts';
import type { Layer } from './layer.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'dist/test');

/** Runs a layer. Its output is shown when it has ended, so that layers which run side by side stay readable. */
export async function runLayer(layer: Layer): Promise<Counts> {
  const log = join(folder, `${layer.name}.log`);
  const report = join(folder, `${layer.name}.json`);
  mkdirSync(folder, { recursive: true });
  rmSync(report, { force: true });
  const start = performance.now();
  console.log(`== ${layer.name}: started`);
  const exitCode = await run(layer, log, report);
  const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined;
  const ok = exitCode === 0;
  const counts = layer.vitest ? countVitest(text, exitCode) : { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  const seconds = Math.round((performance.now() - start) / 1000);
  if (!ok || layer.vitest) process.stdout.write(readFileSync(log));
  console.log(`== ${layer.name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
  return counts;
}

async function run({ argv, vitest }: Layer, log: string, report: string): Promise<number> {
  const [program, ...args] = argv;
  const reporters = vitest ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : [];
  const output = createWriteStream(log);
  await once(output, 'open');
  const child = spawn(program, [...args, ...reporters], { cwd: root, stdio: ['ignore', output, output] });
  const [code]: unknown[] = await once(child, 'exit');
  output.end();
  return typeof code === 'number' ? code : 1;
}
