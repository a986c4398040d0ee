import type { Line } from './line.ts';
import type { Size } from './size.ts';

/** Draws a state into exactly this room. */
export type Draw<S> = (state: S, size: Size) => readonly Line[];

/** Gives the lines of the present frame: those that have not changed are the very same, so that they are not drawn. */
export function createFrames<S>(state: () => S, draw: Draw<S>): (size: Size) => readonly Line[] {
  let lines: readonly Line[] = [];
  return (size) => {
    const next = draw(state(), size).map((line, row) => {
      const before = lines[row];
      return before !== undefined && sameLine(before, line) ? before : line;
    });
    const same = next.length === lines.length && next.every((line, row) => line === lines[row]);
    if (!same) lines = next;
    return lines;
  };
}

function sameLine(one: Line, other: Line): boolean {
  return (
    one.length === other.length &&
    one.every(({ text, tone }, at) => text === other[at]?.text && tone === other[at]?.tone)
  );
}
