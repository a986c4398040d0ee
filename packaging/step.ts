import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

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
  const keyFile = `${output}.key`;
  if (existsSync(output) && existsSync(keyFile) && readFileSync(keyFile, 'utf8') === key) return;
  const start = performance.now();
  rmSync(keyFile, { force: true });
  rmSync(output, { force: true });
  mkdirSync(dirname(output), { recursive: true });
  await make();
  writeFileSync(keyFile, key);
  console.log(`${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

/** A name for what was put in: the same for the same, in any order of time. */
export function digest(inputs: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(`${input.length}\0`).update(input);
  return hash.digest('hex');
}
