import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { cosmiconfig } from 'cosmiconfig';
import { errorCode } from '../files/durable-files.ts';
import { fail } from '../failures.ts';
import { closest } from './closest.ts';
import type { Config, KeyName } from './keys.ts';
import { isKeyName, keyNames, keys } from './keys.ts';
import type { Assignment, ParsedFile } from './shell-syntax.ts';
import { parseShellFile } from './shell-syntax.ts';

/** Where the configuration is, unless told otherwise. */
export const configPath = '/etc/odoo/ot-redundancy-sync.conf';

/** A configuration together with what its file says literally. */
export interface LoadedConfig {
  readonly path: string;
  readonly values: Config;
  /** The keys that the file sets, with their lines. The others have their defaults. */
  readonly lines: ReadonlyMap<KeyName, number>;
}

/**
 * Reads and validates the configuration file. Throws `config-missing`, `config-syntax`, `config-key` or
 * `config-value`, naming file, line, key and what was expected.
 */
export async function loadConfig(path: string = configPath): Promise<LoadedConfig> {
  return interpretConfig(path, await readParsed(path));
}

/** Validates what a configuration file says. Throws as `loadConfig` does. */
export function interpretConfig(path: string, parsed: ParsedFile): LoadedConfig {
  const [problem] = parsed.problems;
  if (problem !== undefined) {
    fail('config-syntax', {
      what: `${path}, line ${problem.line}: ${problem.what}`,
      next: 'Correct the line; ot-configure --explain lists all keys.',
    });
  }
  return interpret(path, parsed.assignments);
}

/** The data-only loader: cosmiconfig finds no other file and runs nothing. */
async function readParsed(path: string): Promise<ParsedFile> {
  const extension = extname(path) || 'noExt';
  const loaders = { [extension]: (_path: string, content: string) => parseShellFile(content) };
  const explorer = cosmiconfig('ot-redundancy', { searchPlaces: [], loaders, cache: false });
  try {
    await readFile(path);
    const result: { config: ParsedFile } | null = await explorer.load(path);
    return result?.config ?? { assignments: [], problems: [] };
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    return fail('config-missing', { ...unreadable(path, code), cause: error });
  }
}

function unreadable(path: string, code: string): { readonly what: string; readonly next: string } {
  if (code === 'ENOENT') return { what: `${path} does not exist`, next: 'Run ot-configure to write it.' };
  if (code === 'EISDIR') return { what: `${path} is a folder`, next: 'Name the file itself.' };
  const next = code === 'EACCES' ? 'Run this as root (sudo).' : 'Look at the file and at its disk.';
  return { what: `${path} cannot be read (${code})`, next };
}

function interpret(path: string, assignments: readonly Assignment[]): LoadedConfig {
  const lines = new Map<KeyName, number>();
  const texts = new Map<KeyName, string>();
  for (const { line, name, value } of assignments) {
    if (!isKeyName(name)) return unknownKey(path, line, name);
    const earlier = lines.get(name);
    if (earlier !== undefined) {
      const what = `${path}, line ${line}: ${name} is set a second time (first in line ${earlier})`;
      fail('config-key', { what, next: 'Remove one of the two lines.' });
    }
    lines.set(name, line);
    texts.set(name, value);
  }
  return { path, lines, values: readValues(path, texts, lines) };
}

function unknownKey(path: string, line: number, name: string): never {
  const near = closest(name, keyNames);
  const hint = near === undefined ? '' : `Did you mean ${near}? `;
  const next = `${hint}ot-configure --explain lists all keys.`;
  fail('config-key', { what: `${path}, line ${line}: there is no key ${name}`, next });
}

function readValues(
  path: string,
  texts: ReadonlyMap<KeyName, string>,
  lines: ReadonlyMap<KeyName, number>,
): Config {
  const read = <K extends KeyName>(name: K): [K, unknown] => {
    const text = texts.get(name);
    if (text === undefined) return [name, keys[name].fallback];
    return [name, readValue(name, text, `${path}, line ${lines.get(name) ?? 0}`)];
  };
  // Each value came from the kind of its own key: the table types it.
  return Object.fromEntries(keyNames.map(read)) as Config;
}

/** The value of a key from its text. Throws `config-value`, naming the place in the file (none for a new value), the key and what was expected. */
export function readValue(name: KeyName, text: string, place?: string): Config[KeyName] {
  const { kind } = keys[name];
  // NOT-SET is what the original's file carries until it is configured.
  if (name === 'SYNCSRC' && text === '') return readValue(name, 'NOT-SET', place);
  const value = kind.read(text);
  if (value !== undefined) return value;
  const is = `${name} is "${text}", expected ${kind.expected}`;
  if (place === undefined)
    fail('config-value', { what: is, next: `ot-configure --explain ${name} tells more.` });
  fail('config-value', {
    what: `${place}: ${is}`,
    next: `Correct the line, or run: ot-configure --set ${name}=…`,
  });
}

/** The name of production. Throws `source-not-set` while it is not configured. */
export function productionHost(config: Config): string {
  if (config.SYNCSRC !== 'NOT-SET') return config.SYNCSRC;
  fail('source-not-set', { what: 'SYNCSRC is not set: production is not known', next: 'Run ot-configure.' });
}
