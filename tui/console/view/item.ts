import type { Figure } from '../../../src/status/report.ts';
import type { Line } from '../../line.ts';
import { fit, span } from '../../line.ts';
import { marks } from '../../theme.ts';
import type { Detail } from './detail.ts';

/** A line of the overview that can be selected and opened. */
export interface Item {
  readonly id: string;
  readonly line: Line;
  readonly detail: Detail;
  /** The job that can be started from here. */
  readonly job?: { readonly name: string; readonly command: string };
}

/** A mark, a name of fixed width, and what is said of it. */
export function marked(mark: keyof typeof marks, name: string, text: string): Line {
  const { text: symbol, tone } = marks[mark];
  const loud = mark === 'good' || mark === 'pending' ? undefined : tone;
  return [
    span(symbol, tone),
    span(` ${fit(name, 13)} `, 'strong'),
    loud === undefined ? span(text) : span(text, loud),
  ];
}

/** A figure for people; what is stale says so, what is unknown says why. */
export function told<T>(figure: Figure<T>, format: (value: T) => string = String): string {
  if (figure.state === 'unknown') return `unknown: ${figure.why}`;
  return figure.state === 'known' ? format(figure.value) : `${format(figure.value)} (stale: ${figure.why})`;
}
