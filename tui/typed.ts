import type { Line } from './line.ts';
import { span, widthOf } from './line.ts';

/** A text that is being typed, over as many rows as it takes, with the place where it goes on. */
export function typedLines(text: string, columns: number): readonly Line[] {
  const room = columns - 3;
  // The end of a long text is what is being typed.
  const rows = widthOf(text) <= room ? [text] : (text.match(new RegExp(`.{1,${room}}`, 'gu')) ?? ['']);
  return rows.map((row, index) => [
    span(index === 0 ? '> ' : '  ', 'selected'),
    span(row),
    ...(index === rows.length - 1 ? [span('_', 'selected')] : []),
  ]);
}
