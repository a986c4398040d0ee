import type { Detached } from '../src/machines/detached.ts';
import { marks } from '../src/marks.ts';
import type { Line } from './line.ts';
import { line, span } from './line.ts';
import { paragraph } from './paragraph.ts';

/** A command that was started: what it prints, how far it is, how it ended. */
export function commandLines(command: Detached | undefined, columns: number): readonly Line[] {
  if (command === undefined) return [line('It is being started.', 'faint')];
  const { title, state, exitCode, tail, progress } = command;
  const end = {
    running: span(`${marks.running} running; it goes on when you leave`, 'warning'),
    ended:
      exitCode === 0
        ? span(`${marks.good} ended well`, 'good')
        : span(`${marks.bad} ended with exit code ${exitCode ?? '?'}`, 'bad'),
    lost: span(`${marks.unknown} it was killed before it ended`, 'unknown'),
  };
  return [
    line(title, 'strong'),
    [],
    ...tail.flatMap((text) => paragraph(text, columns)),
    ...(progress === '' ? [] : [line(progress, 'warning')]),
    [],
    [end[state]],
  ];
}
