import type { KeyName } from '../../src/config/keys.ts';
import { draftText, expectedInstead } from '../../src/configure/draft.ts';
import { fieldsOf } from './pages.ts';
import type { State } from './state.ts';
import { seen } from './state.ts';

/** A value of the form: what it is now, where that comes from, and what was found. */
export interface Field {
  readonly key: KeyName;
  /** As it would be written; NOT-SET is nothing to people. */
  readonly text: string;
  readonly from: 'wrong' | 'changed' | 'file' | 'detected' | 'default';
  /** What is expected instead of a text that is not usable. */
  readonly expected: string | undefined;
  /** What it counts as while it is left empty, and how that was found. */
  readonly detected: { readonly value: string; readonly how: string } | undefined;
  /** A value that fits this machine better, and what was seen. */
  readonly proposal: { readonly value: string; readonly seen: string } | undefined;
}

/** A field as it stands. */
function fieldOf({ draft, facts }: State, key: KeyName): Field {
  const written = draftText(draft, key);
  const text = key === 'SYNCSRC' && written === 'NOT-SET' ? '' : written;
  const expected = expectedInstead(key, written);
  const found = seen(facts.detected);
  const setting = found?.settings.get(key);
  const finding = found?.findings.find(({ proposal }) => proposal?.key === key);
  const detected =
    text === '' && setting?.from === 'detected'
      ? { value: setting.value, how: setting.how ?? '' }
      : undefined;
  const value = finding?.proposal?.value;
  const proposal =
    finding === undefined || value === undefined || value === text
      ? undefined
      : { value, seen: finding.seen };
  return { key, text, from: originOf(), expected, detected, proposal };

  function originOf(): Field['from'] {
    if (expected !== undefined) return 'wrong';
    if (draft.changes.has(key)) return 'changed';
    if (detected !== undefined) return 'detected';
    return draft.present.has(key) ? 'file' : 'default';
  }
}

/** The fields of the present page. */
export function pageFields(state: State): readonly Field[] {
  return fieldsOf(state.page).map((key) => fieldOf(state, key));
}

/** The selected field of the present page; undefined on the two last pages. */
export function selectedField(state: State): Field | undefined {
  const names = fieldsOf(state.page);
  const name = names[Math.min(state.selected[state.page], names.length - 1)];
  return name === undefined ? undefined : fieldOf(state, name);
}
