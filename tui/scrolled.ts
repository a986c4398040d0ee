import type { Line } from './line.ts';
import { line } from './line.ts';

/** The part of a list that shows a row, in exactly so many rows or fewer; marks tell that there is more. */
export function scrolledTo(lines: readonly Line[], row: number, rows: number): readonly Line[] {
  if (lines.length <= rows) return lines;
  const first = Math.max(0, Math.min(row - Math.floor(rows / 2), lines.length - rows));
  return withMarks(lines, first, rows);
}

/** A long text from a row on, in exactly so many rows or fewer. */
export function scrolledBy(lines: readonly Line[], by: number, rows: number): readonly Line[] {
  if (lines.length <= rows) return lines;
  return withMarks(lines, Math.min(by, lines.length - rows), rows);
}

/** How far a text can be scrolled. */
export function mostScroll(lines: readonly Line[], rows: number): number {
  return Math.max(0, lines.length - rows);
}

function withMarks(lines: readonly Line[], first: number, rows: number): readonly Line[] {
  const shown = lines.slice(first, first + rows);
  const above = first > 0 ? [line('   ↑ more', 'faint'), ...shown.slice(1)] : shown;
  return first + rows < lines.length ? [...above.slice(0, -1), line('   ↓ more', 'faint')] : above;
}
