import type { Tone } from './theme.ts';
import type { Line } from './line.ts';
import { line, wrapColumns } from './line.ts';

/** Text as rows of at most so many columns, indented. */
export function paragraph(
  text: string,
  columns: number,
  more: { indent?: string; tone?: Tone } = {},
): readonly Line[] {
  const { indent = '', tone } = more;
  return wrapColumns(text, columns - indent.length).map((row) => line(indent + row, tone));
}
