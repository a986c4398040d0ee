import type { Line } from './line.ts';
import { cutLine, span, textOf, widthOf } from './line.ts';

/** A key and what it does, in a word or two. */
export function shownKey(key: string, label: string): Line {
  return [span(key, 'key'), span(` ${label}   `, 'faint')];
}

/** The last line of a screen: its keys. Where not all have room, the first ones and the last two are shown. */
export function keysLine(keys: readonly Line[], columns: number): Line {
  const kept = [...keys];
  const total = () => kept.reduce((sum, pieces) => sum + widthOf(textOf(pieces)), 1);
  // "?" names all: what does not fit is found there. The last two (keys, leave) stay.
  while (total() > columns && kept.length > 2) kept.splice(-3, 1);
  return cutLine([span(' '), ...kept.flat()], columns);
}
