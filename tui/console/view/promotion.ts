import type { Event } from '../../../src/recovery/events.ts';
import { subSteps } from '../../../src/recovery/promotion/promote.ts';
import { formatSeconds } from '../../../src/figures.ts';
import type { Line } from '../../line.ts';
import { span } from '../../line.ts';
import { marks } from '../../theme.ts';
import { promotionEvents } from './steps.ts';

/** Each part of the promotion, as the journal tells: done, under way with its time, or to come. */
export function promotionLines(events: readonly Event[], now: number, runs: boolean): readonly Line[] {
  const own = promotionEvents(events);
  return [...subSteps.quiet, ...subSteps.promote].map(({ id, what }) => {
    const last = own.findLast(
      (event) =>
        ((event.kind === 'intent' || event.kind === 'outcome') && event.act === id) ||
        (event.kind === 'fact' && event.name === id),
    );
    const { mark, time } = stand(last, now, runs);
    return [span(marks[mark].text, marks[mark].tone), span(` ${what}`), span(time, 'faint')];
  });
}

function stand(
  last: Event | undefined,
  now: number,
  runs: boolean,
): { mark: keyof typeof marks; time: string } {
  if (last === undefined) return { mark: 'pending', time: '' };
  if (last.kind === 'intent') {
    const seconds = Math.max(0, (now - Date.parse(last.at)) / 1000);
    return runs
      ? { mark: 'running', time: `  ${formatSeconds(seconds)}` }
      : { mark: 'unknown', time: '  interrupted' };
  }
  if (last.kind !== 'outcome') return { mark: 'good', time: '' };
  return { mark: last.ok ? 'good' : 'bad', time: `  ${(last.durationMs / 1000).toFixed(1)} s` };
}
