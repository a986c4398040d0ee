import { cut, widthOf } from '../src/text-width.ts';
import type { Tone } from './theme.ts';

export { cut, widthOf };

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
