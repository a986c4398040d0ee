import type { Line } from '../../line.ts';
import { line } from '../../line.ts';
import { paragraph } from '../../paragraph.ts';

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
