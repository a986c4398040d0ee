import { formatSeconds } from '../../../src/figures.ts';
import type { Line } from '../../line.ts';
import { line } from '../../line.ts';
import type { Looked } from '../state.ts';

/** The time of day, HH:mm:ss in the machine's time zone. */
export function timeOfDay(at: number | string): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** How long ago something was, for people. */
export function ago(at: number, now: number): string {
  return `${formatSeconds(Math.max(0, Math.floor((now - at) / 1000)))} ago`;
}

/** From then on what is shown is no longer taken for the present. */
export const staleAfterMs = 30_000;

/** How old what is shown is; what could not be renewed says so. */
export function ageOf<T>(looked: Looked<T>, now: number, staleAfter = staleAfterMs): Line {
  if (looked.state === 'not yet') return line('looking', 'faint');
  if (looked.state === 'seen') {
    const old = now - looked.at > staleAfter;
    return line(`${old ? 'STALE, ' : ''}checked ${ago(looked.at, now)}`, old ? 'warning' : 'faint');
  }
  const { before } = looked;
  return line(before === undefined ? 'not known' : `STALE, seen ${ago(before.at, now)}`, 'bad');
}
