import { marks as plainMarks } from '../src/marks.ts';

/** What a piece of text is, never how it looks: that is decided here, and only here. */
export type Tone =
  | 'good'
  | 'warning'
  | 'bad'
  | 'unknown'
  | 'faint'
  | 'strong'
  | 'selected'
  | 'standby'
  | 'primary'
  | 'key'
  | 'cursor';

/** How a tone is drawn: one of the terminal's own 16 colours, on its own background. */
export interface Look {
  readonly color?: 'green' | 'yellow' | 'red' | 'magenta' | 'cyan' | 'blue';
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}

/** Every tone; each is told apart by symbol and word, too. */
export const looks: Readonly<Record<Tone, Look>> = {
  good: { color: 'green' },
  warning: { color: 'yellow' },
  bad: { color: 'red', bold: true },
  unknown: { color: 'magenta' },
  faint: { dim: true },
  strong: { bold: true },
  selected: { color: 'blue', bold: true },
  standby: { color: 'cyan', bold: true, inverse: true },
  primary: { color: 'red', bold: true, inverse: true },
  key: { bold: true },
  cursor: { inverse: true },
};

/** A symbol with its tone; the word stands beside it. */
export const marks = {
  good: { text: plainMarks.good, tone: 'good' },
  warning: { text: plainMarks.warning, tone: 'warning' },
  bad: { text: plainMarks.bad, tone: 'bad' },
  unknown: { text: plainMarks.unknown, tone: 'unknown' },
  running: { text: plainMarks.running, tone: 'warning' },
  skipped: { text: plainMarks.skipped, tone: 'faint' },
  pending: { text: plainMarks.pending, tone: 'faint' },
} as const satisfies Record<keyof typeof plainMarks, { text: string; tone: Tone }>;

const plainer: ReadonlyMap<string, string> = new Map([
  ['❯', '>'],
  ['→', '>'],
  ['↑', '^'],
  ['↓', 'v'],
  ['…', '.'],
  ['·', '-'],
  ['─', '-'],
  ['│', '|'],
]);

/** The text in ASCII, as wide as it was. */
export function toAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (character) => plainer.get(character) ?? '?');
}
