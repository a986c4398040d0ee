import { widthOf } from './text-width.ts';

/** Breaks text at its blanks into lines of at most so many columns, each with the indent. Longer words stay whole. */
export function wrapText(
  text: string,
  { columns, indent }: { readonly columns: number; readonly indent: string },
): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length > indent.length && widthOf(line) + widthOf(word) + 1 > columns) {
      lines.push(line);
      line = indent;
    }
    line += line.length > indent.length ? ` ${word}` : word;
  }
  return [...lines, line];
}
