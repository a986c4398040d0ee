import type { Edited } from './edit-line.ts';
import type { Line, Span } from './line.ts';
import { line, span, widthOf } from './line.ts';

/** A text that is being typed, over as many rows as it takes, with the place where it goes on. */
export function typedLines({ text, cursor }: Edited, columns: number): readonly Line[] {
  const characters = [...text];
  const isAtEnd = cursor >= characters.length;
  const shown = isAtEnd ? [...characters, '_'] : characters;
  const lines: Line[] = [];
  let from = 0;
  while (from < shown.length) {
    const to = rowEnd(shown, from, columns - 3);
    const lead = span(lines.length === 0 ? '> ' : '  ', 'selected');
    lines.push([lead, ...rowOf(shown, { from, to, cursor })]);
    // Without colours a mark below is all that shows where the cursor stands in the text.
    if (!isAtEnd && cursor >= from && cursor < to) {
      lines.push(line(`${' '.repeat(2 + widthOf(shown.slice(from, cursor).join('')))}^`, 'faint'));
    }
    from = to;
  }
  return lines;
}

/** Where the row ends that begins there; at least one character further. */
function rowEnd(characters: readonly string[], from: number, room: number): number {
  let to = from + 1;
  let width = widthOf(characters[from] ?? '');
  while (to < characters.length && width + widthOf(characters[to] ?? '') <= room) {
    width += widthOf(characters[to] ?? '');
    to += 1;
  }
  return to;
}

function rowOf(
  characters: readonly string[],
  { from, to, cursor }: { readonly from: number; readonly to: number; readonly cursor: number },
): readonly Span[] {
  if (cursor < from || cursor >= to) return [span(characters.slice(from, to).join(''))];
  return [
    span(characters.slice(from, cursor).join('')),
    span(characters[cursor] ?? '', 'cursor'),
    span(characters.slice(cursor + 1, to).join('')),
  ];
}
