import type { Line } from './line.ts';
import { line, span, widthOf } from './line.ts';

/** A text of one line that is being typed. */
export interface Edited {
  readonly text: string;
  /** How many characters stand before the cursor. */
  readonly cursor: number;
}

/** A text to go on with, the cursor at its end. */
export function edited(text: string): Edited {
  return { text, cursor: [...text].length };
}

/** The text with something put in at the cursor. */
export function inserted({ text, cursor }: Edited, more: string): Edited {
  const characters = [...text];
  const next = [...characters.slice(0, cursor), ...more, ...characters.slice(cursor)].join('');
  return { text: next, cursor: cursor + [...more].length };
}

const moves: Readonly<Record<string, (cursor: number, length: number) => number>> = {
  left: (cursor) => Math.max(0, cursor - 1),
  right: (cursor, length) => Math.min(length, cursor + 1),
  home: () => 0,
  'ctrl-a': () => 0,
  end: (_, length) => length,
  'ctrl-e': (_, length) => length,
};

/** What a key makes of it; the names of keys that mean nothing here change nothing. */
export function pressedIn(now: Edited, key: string): Edited {
  const { text, cursor } = now;
  const characters = [...text];
  const without = (from: number, to: number): Edited => ({
    text: [...characters.slice(0, from), ...characters.slice(to)].join(''),
    cursor: from,
  });
  const move = moves[key];
  if (move !== undefined) return { text, cursor: move(cursor, characters.length) };
  if (key === 'backspace') return cursor === 0 ? now : without(cursor - 1, cursor);
  if (key === 'delete') return without(cursor, Math.min(characters.length, cursor + 1));
  if (key === 'ctrl-u') return without(0, cursor);
  if (key === 'ctrl-k') return without(cursor, characters.length);
  // The name of a named key is no text.
  return [...key].length === 1 ? inserted(now, key) : now;
}

/** So many columns of what follows the cursor are always seen. */
const context = 10;

/** The part of it around the cursor, in at most so many columns; an ellipsis where it goes on, a mark at the cursor. */
export function editedLines({ text, cursor }: Edited, columns: number): readonly Line[] {
  const characters = [...text];
  const room = columns - 3;
  const behind = Math.min(context, widthOf(characters.slice(cursor).join('')));
  let from = cursor;
  let width = 0;
  // As much as fits before the cursor, but never so much that nothing of what follows is seen.
  while (from > 0 && width + widthOf(characters[from - 1] ?? '') <= room - behind) {
    from -= 1;
    width += widthOf(characters[from] ?? '');
  }
  let to = cursor;
  // The character under the cursor is always shown.
  while (to < characters.length && width + widthOf(characters[to] ?? '') <= room) {
    width += widthOf(characters[to] ?? '');
    to += 1;
  }
  const before = characters.slice(from, cursor).join('');
  const at = characters[cursor];
  const shown: Line = [
    span(from > 0 ? '…' : ' ', 'faint'),
    span(before),
    span(at ?? '_', 'cursor'),
    span(characters.slice(cursor + 1, to).join('')),
    span(to < characters.length ? '…' : '', 'faint'),
  ];
  // Without colours a mark below is all that shows where the cursor stands in the text.
  return at === undefined ? [shown] : [shown, line(`${' '.repeat(1 + widthOf(before))}^`, 'faint')];
}
