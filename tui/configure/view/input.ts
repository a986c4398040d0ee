import { keys } from '../../../src/config/keys.ts';
import { expectedInstead } from '../../../src/configure/draft.ts';
import { editedLines } from '../../edit-line.ts';
import type { Line } from '../../line.ts';
import { line, span } from '../../line.ts';
import { paragraph } from '../../paragraph.ts';
import type { State } from '../state.ts';

/** What is being typed or chosen, and what is wrong with it; nothing while nobody does. */
export function inputLines({ overlay }: State, columns: number): readonly Line[] {
  if (overlay?.kind === 'choose') {
    return overlay.words.map((word, at) => {
      const here = at === overlay.at;
      return [span(here ? '❯ ' : '  ', 'selected'), here ? span(word, 'selected') : span(word)];
    });
  }
  if (overlay?.kind !== 'edit') return [];
  const { key, typed, refused } = overlay;
  const { expected } = keys[key].kind;
  const wrong = expectedInstead(key, typed.text.trim()) !== undefined;
  const said = wrong && refused ? `This is not usable: expected ${expected}.` : `Expected: ${expected}.`;
  return [
    [span(key, 'key'), ...(wrong ? line('  not usable as it is', 'warning') : [])],
    ...editedLines(typed, columns),
    ...paragraph(said, columns, { tone: wrong && refused ? 'bad' : 'faint' }),
  ];
}
