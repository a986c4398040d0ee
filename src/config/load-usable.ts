import { readFile } from 'node:fs/promises';
import type { Failure } from '../failures.ts';
import { asFailure } from '../failures.ts';
import type { Config, KeyName } from './keys.ts';
import { isKeyName, keyNames, keys } from './keys.ts';
import { loadConfig } from './load.ts';
import { parseShellFile } from './shell-syntax.ts';

/** A configuration as far as it can be used. */
export interface UsableConfig {
  readonly values: Config;
  /** What is wrong with the file: then values that could not be read have their defaults, and no sync runs. */
  readonly failure: Failure | undefined;
}

/** Reads what can be read of a configuration file: for what must work while it is broken. Never throws. */
export async function loadUsableConfig(path: string): Promise<UsableConfig> {
  try {
    return { values: (await loadConfig(path)).values, failure: undefined };
  } catch (error) {
    return { values: salvage(await readFile(path, 'utf8').catch(() => '')), failure: asFailure(error) };
  }
}

function salvage(text: string): Config {
  const texts = new Map<KeyName, string>();
  for (const { name, value } of parseShellFile(text).assignments) if (isKeyName(name)) texts.set(name, value);
  return usableValues((name) => texts.get(name));
}

/** The values of texts; a key whose text is not there, or not usable, has its default. */
export function usableValues(textOf: (name: KeyName) => string | undefined): Config {
  const entries = keyNames.map((name) => {
    const text = textOf(name);
    const value = text === undefined ? undefined : keys[name].kind.read(text);
    return [name, value ?? keys[name].fallback];
  });
  // Each value came from the kind of its own key: the table types it.
  return Object.fromEntries(entries) as Config;
}
