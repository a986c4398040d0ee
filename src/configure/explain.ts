import type { KeyGroup, KeyName } from '../config/keys.ts';
import { isKeyName, keyGroups, keyNames, keys } from '../config/keys.ts';
import { closest } from '../config/closest.ts';
import { fallbackText } from '../config/texts.ts';
import { fail } from '../failures.ts';
import { wrapText } from '../wrap-text.ts';

/** What there is to know of a key. */
export interface Explanation {
  readonly key: KeyName;
  readonly group: KeyGroup;
  readonly about: string;
  readonly expected: string;
  readonly fallback: string;
}

const columns = 79;

/** Explanations of the keys that are named, or of all. Throws `config-key` for a name that is none. */
export function explain(names: readonly string[]): readonly Explanation[] {
  const asked = names.length === 0 ? keyNames : names.map(requireKey);
  return asked.map((key) => {
    const { group, about, kind } = keys[key];
    return { key, group, about, expected: kind.expected, fallback: fallbackText(key) };
  });
}

/** The name of a key, however it is written. Throws `config-key`. */
export function requireKey(word: string): KeyName {
  const name = word.toUpperCase();
  if (isKeyName(name)) return name;
  const near = closest(name, keyNames);
  const hint = near === undefined ? '' : `Did you mean ${near}? `;
  return fail('config-key', {
    what: `there is no key ${JSON.stringify(word)}`,
    next: `${hint}ot-configure --explain lists all keys.`,
  });
}

/** The explanations as text, under the titles of their groups. */
export function explanationLines(explanations: readonly Explanation[]): readonly string[] {
  return explanations.flatMap((each, index) => {
    const title = explanations[index - 1]?.group === each.group ? [] : [keyGroups[each.group], ''];
    const fallback = each.fallback === '' ? 'nothing' : each.fallback;
    const facts = [`Expected: ${each.expected}.`, `Default: ${fallback}.`];
    const text = [each.about, ...facts].flatMap((line) => wrapText(line, { columns, indent: '      ' }));
    return [...title, `  ${each.key}`, ...text, ''];
  });
}
