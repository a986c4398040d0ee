import type { Line } from './line.ts';
import type { Size } from './size.ts';

/** Draws a state into exactly this room. */
export type Draw<S> = (state: S, size: Size) => readonly Line[];

/** Gives the lines of the present frame: those that have not changed are the very same, so that they are not drawn. */
export function createFrames<S>(state: () => S, draw: Draw<S>): (size: Size) => readonly Line[] {
  let lines: readonly Line[] = [];
  let drawn: { readonly state: S; readonly size: Size } | undefined;
  return (size) => {
    const now = state();
    // React asks several times for each frame.
    if (drawn?.state === now && drawn.size.columns === size.columns && drawn.size.rows === size.rows)
      return lines;
    const next = draw(now, size).map((line, row) => {
      const before = lines[row];
      return before !== undefined && sameLine(before, line) ? before : line;
    });
    const same = next.length === lines.length && next.every((line, row) => line === lines[row]);
    if (!same) lines = next;
    drawn = { state: now, size };
    return lines;
  };
}

function sameLine(one: Line, other: Line): boolean {
  return (
    one.length === other.length &&
    one.every(({ text, tone }, at) => text === other[at]?.text && tone === other[at]?.tone)
  );
}
