import type { Line } from './line.ts';
import type { Size } from './size.ts';

/** Draws a state into exactly this room. */
export type Draw<S> = (state: S, size: Size) => readonly Line[];

/** Gives the lines of the present frame: the very same list while nothing of it has changed, so that nothing is drawn. */
export function createFrames<S>(state: () => S, draw: Draw<S>): (size: Size) => readonly Line[] {
  let lines: readonly Line[] = [];
  let drawn = '';
  return (size) => {
    const next = draw(state(), size);
    const text = JSON.stringify(next);
    if (text !== drawn) {
      lines = next;
      drawn = text;
    }
    return lines;
  };
}
