import { readFile } from 'node:fs/promises';
import { fallbackText } from '../config/texts.ts';
import type { KeyName } from '../config/keys.ts';
import { isKeyName, keyNames, keys } from '../config/keys.ts';
import type { LoadedConfig } from '../config/load.ts';
import { usableValues } from '../config/load-usable.ts';
import { loadConfig } from '../config/load.ts';
import { parseShellFile } from '../config/shell-syntax.ts';
import { planConfigEdit } from '../config/write.ts';
import { Failure } from '../failures.ts';

/** A configuration that is being worked on: what the file says, and what is to be changed. Nothing of it is written. */
export interface Draft {
  readonly path: string;
  /** The texts of the file, usable or not. Empty when there is no file yet. */
  readonly present: ReadonlyMap<KeyName, string>;
  readonly lines: ReadonlyMap<KeyName, number>;
  readonly changes: ReadonlyMap<KeyName, string>;
}

/**
 * Begins with what the file says, also where a value in it is not usable: that can then be corrected. Throws
 * `config-syntax`, `config-key` or `config-missing` when no edit of it could be written.
 */
export async function readDraft(path: string, changes: Draft['changes'] = new Map()): Promise<Draft> {
  const there = await isThere(path);
  const text = there ? await readFile(path, 'utf8') : '';
  const present = new Map<KeyName, string>();
  const lines = new Map<KeyName, number>();
  for (const { name, value, line } of parseShellFile(text).assignments) {
    if (!isKeyName(name)) continue;
    present.set(name, value);
    lines.set(name, line);
  }
  const draft = { path, present, lines, changes: new Map() };
  return [...changes].reduce<Draft>((each, [key, value]) => withText(each, key, value), draft);
}

async function isThere(path: string): Promise<boolean> {
  try {
    await loadConfig(path);
    return true;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.code === 'config-value') return true;
    if (error.code !== 'config-missing') throw error;
    // Either it can come into being, or this throws why not.
    await planConfigEdit(path, new Map());
    return false;
  }
}

/** The text of a key as it would be written. */
export function draftText({ present, changes }: Draft, key: KeyName): string {
  return changes.get(key) ?? present.get(key) ?? fallbackText(key);
}

/** The same draft with another text for a key. One that says what the file says anyway is no change. */
export function withText(draft: Draft, key: KeyName, text: string): Draft {
  const changes = new Map(draft.changes);
  if (text === (draft.present.get(key) ?? fallbackText(key))) changes.delete(key);
  else changes.set(key, text);
  return { ...draft, changes };
}

/** What is expected of a key whose text is not usable; undefined when all is well with it. */
export function expectedInstead(key: KeyName, text: string): string | undefined {
  // Production not being known yet is no mistake.
  if (key === 'SYNCSRC' && text === '') return undefined;
  return keys[key].kind.read(text) === undefined ? keys[key].kind.expected : undefined;
}

/** The keys whose texts are not usable: as long as there are any, nothing can be written. */
export function wrongKeys(draft: Draft): readonly KeyName[] {
  return keyNames.filter((key) => expectedInstead(key, draftText(draft, key)) !== undefined);
}

/** The values of a draft, to be tested; what is not usable has its default. */
export function draftConfig(draft: Draft): LoadedConfig {
  const values = usableValues((key) => draftText(draft, key));
  return { path: draft.path, values, lines: draft.lines };
}
