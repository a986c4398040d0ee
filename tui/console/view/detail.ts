import type { Tone } from '../../theme.ts';
import type { Line } from '../../line.ts';
import { line, wrapColumns } from '../../line.ts';

/** What is told of a line of the overview when it is opened. */
export interface Detail {
  readonly title: string;
  readonly lookedAt: string;
  /** The raw values, one a line. */
  readonly values: readonly string[];
  /** The command that shows the same without the console. */
  readonly command: string;
  readonly todo: string;
}

/** Text as rows of at most so many columns, indented. */
export function paragraph(
  text: string,
  columns: number,
  more: { indent?: string; tone?: Tone } = {},
): readonly Line[] {
  const { indent = '', tone } = more;
  return wrapColumns(text, columns - indent.length).map((row) => line(indent + row, tone));
}

/** A detail as rows. */
export function detailLines(detail: Detail, columns: number): readonly Line[] {
  const part = (head: string, texts: readonly string[]) => [
    [],
    line(head, 'strong'),
    ...texts.flatMap((text) => paragraph(text, columns, { indent: '  ' })),
  ];
  return [
    ...paragraph(detail.title, columns, { tone: 'strong' }),
    ...part('Looked at', [detail.lookedAt]),
    ...part('Values', detail.values.length === 0 ? ['none'] : detail.values),
    ...part('Shows the same', [detail.command]),
    ...part('What to do', [detail.todo]),
  ];
}
