import type { Detached } from '../src/machines/detached.ts';
import type { Line } from './line.ts';
import { line, span } from './line.ts';
import { paragraph } from './paragraph.ts';

/** A command that was started: what it prints, how far it is, how it ended. */
export function commandLines(command: Detached | undefined, columns: number): readonly Line[] {
  if (command === undefined) return [line('It is being started.', 'faint')];
  const { title, state, exitCode, tail, progress } = command;
  const end = {
    running: span('[..] running; it goes on when you leave', 'warning'),
    ended:
      exitCode === 0
        ? span('[OK] ended well', 'good')
        : span(`[!!] ended with exit code ${exitCode ?? '?'}`, 'bad'),
    lost: span('[??] it was killed before it ended', 'unknown'),
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
