import type { Tone } from './theme.ts';

/** A piece of a line in one tone. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

/** One row of the screen. */
export type Line = readonly Span[];

/** A piece of a line. */
export function span(text: string, tone?: Tone): Span {
  return tone === undefined ? { text } : { text, tone };
}

/** A line of one piece. */
export function line(text: string, tone?: Tone): Line {
  return [span(text, tone)];
}

/** The text of a line without its tones. */
export function textOf(pieces: Line): string {
  return pieces.map(({ text }) => text).join('');
}

// Scripts that take two columns a character, emoji, and marks that take none: enough for names of files and people.
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const none = /[\p{Mn}\p{Me}\p{Cf}]/u;

function columnsOf(character: string): number {
  return none.test(character) ? 0 : wide.test(character) ? 2 : 1;
}

/** How many columns a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** The text in at most so many columns; what is cut off leaves an ellipsis. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let width = 1;
  for (const character of text) {
    width += columnsOf(character);
    if (width > columns) break;
    kept += character;
  }
  return columns < 1 ? '' : `${kept}…`;
}

/** The text in exactly so many columns. */
export function fit(text: string, columns: number): string {
  const short = cut(text, columns);
  return short + ' '.repeat(Math.max(0, columns - widthOf(short)));
}

/** A line in at most so many columns. */
export function cutLine(pieces: Line, columns: number): Line {
  const kept: Span[] = [];
  let left = columns;
  for (const piece of pieces) {
    const width = widthOf(piece.text);
    kept.push(width <= left ? piece : { ...piece, text: cut(piece.text, left) });
    left -= Math.min(width, left);
    if (width > 0 && left === 0) break;
  }
  return kept;
}

/** A line in exactly so many columns. */
export function fitLine(pieces: Line, columns: number): Line {
  const short = cutLine(pieces, columns);
  const width = widthOf(textOf(short));
  return width < columns ? [...short, span(' '.repeat(columns - width))] : short;
}

/** Text broken into rows of at most so many columns; words that are longer are broken, too. */
export function wrapColumns(text: string, columns: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    const joined = row === '' ? word : `${row} ${word}`;
    if (widthOf(joined) <= columns) {
      row = joined;
      continue;
    }
    if (row !== '') rows.push(row);
    row = word;
    while (widthOf(row) > columns) {
      const head = [...row].slice(0, Math.max(1, columns)).join('');
      rows.push(head);
      row = row.slice(head.length);
    }
  }
  return [...rows, row];
}

/** Two columns side by side, as many rows as the longer has. */
export function sideBySide(
  left: readonly Line[],
  right: readonly Line[],
  leftColumns: number,
): readonly Line[] {
  const rows = Math.max(left.length, right.length);
  return Array.from({ length: rows }, (_, at) => [
    ...fitLine(left[at] ?? [], leftColumns),
    ...(right[at] ?? []),
  ]);
}
