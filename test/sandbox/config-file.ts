import { readFileSync, writeFileSync } from 'node:fs';
import type { KeyName } from '../../src/config/keys.ts';

/** Values to write, by the name of their key, in the text that the file holds. */
export type Values = Partial<Record<KeyName, string | number>>;

/** Sets keys in a configuration file of the product: a line each, KEY="value". */
export function setKeys(file: string, values: Values): void {
  let lines = readLines(file);
  for (const [key, value] of Object.entries(values)) {
    lines = [...lines.filter((line) => !line.startsWith(`${key}=`)), `${key}="${value}"`];
  }
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o640 });
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n');
  } catch {
    return [];
  }
}
