import type { Figures } from './measure.ts';

/** A target, as "it is at most so much". */
export interface Target {
  readonly what: string;
  readonly value: number;
  readonly most: number;
  readonly unit: string;
}

/** Two programs that do the same, side by side. */
export function compareLine(title: string, ours: Figures, theirs: Figures): string {
  const ratio = ours.milliseconds / theirs.milliseconds;
  const more = ours.milliseconds - theirs.milliseconds;
  const columns = [
    title.padEnd(26),
    `${ours.milliseconds.toFixed(0)} ms`.padStart(9),
    `${ours.megabytes.toFixed(0)} MB`.padStart(8),
    `${theirs.name} ${theirs.milliseconds.toFixed(0)} ms`.padStart(16),
    `${theirs.megabytes.toFixed(0)} MB`.padStart(8),
    `${more >= 0 ? '+' : ''}${more.toFixed(0)} ms`.padStart(9),
    `× ${ratio.toFixed(ratio < 10 ? 2 : 0)}`.padStart(8),
  ];
  return columns.join('');
}

/** Whether a target is met, as a line. */
export function targetLine({ what, value, most, unit }: Target): string {
  const verdict = value <= most ? 'met   ' : 'MISSED';
  return `${verdict} ${what}: ${value.toFixed(value < 10 ? 1 : 0)} ${unit}, at most ${most} ${unit}`;
}
