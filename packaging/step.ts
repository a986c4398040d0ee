import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { dist, root } from './places.ts';

/** A step of the build: it makes one file, and is left out when that was made from the same before. */
export interface Step {
  readonly name: string;
  readonly output: string;
  /** Everything that the output depends on. */
  readonly inputs: readonly (string | Buffer)[];
  make(): void | Promise<void>;
}

/** Takes a step unless its output is there and its inputs are those of last time. */
export async function step({ name, output, inputs, make }: Step): Promise<void> {
  const key = digest(inputs);
  if (existsSync(output) && readKey(output) === key) return;
  const start = performance.now();
  rmSync(keyFile(output), { force: true });
  for (const path of [output, keyFile(output)]) mkdirSync(dirname(path), { recursive: true });
  await make();
  writeFileSync(keyFile(output), key);
  console.log(`${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

/** What an output of a step was made from, as one word; empty when that is not known. */
export function readKey(output: string): string {
  return existsSync(keyFile(output)) ? readFileSync(keyFile(output), 'utf8') : '';
}

function keyFile(output: string): string {
  return join(dist, 'keys', relative(root, output).replaceAll('/', '-'));
}

/** A name for what was put in: the same for the same, in any order of time. */
function digest(inputs: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(`${input.length}\0`).update(input);
  return hash.digest('hex');
}
