import type { Line } from '../line.ts';
import type { Size } from './state.ts';
import type { Store } from './store.ts';
import { frameLines } from './view/frame.ts';

/** Gives the lines of the present frame: the very same list while nothing of it has changed, so that nothing is drawn. */
export function createFrames(store: Store): (size: Size) => readonly Line[] {
  let lines: readonly Line[] = [];
  let drawn = '';
  return (size) => {
    const next = frameLines({ ...store.state(), size });
    const text = JSON.stringify(next);
    if (text !== drawn) {
      lines = next;
      drawn = text;
    }
    return lines;
  };
}
