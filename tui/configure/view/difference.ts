import type { DifferentLine } from '../../../src/configure/difference.ts';
import type { Line } from '../../line.ts';
import { line } from '../../line.ts';
import { paragraph } from '../../paragraph.ts';
import type { State } from '../state.ts';
import { seen } from '../state.ts';

/** A line that goes or comes. */
export function differentLine({ sign, text }: DifferentLine): Line {
  return line(`${sign} ${text}`, sign === '+' ? 'good' : 'bad');
}

/** All lines that go or come, in full. */
export function allDifferentLines(state: State, columns: number): readonly Line[] {
  const lines = seen(state.facts.plan)?.lines ?? [];
  if (lines.length === 0) return [line('Nothing changes.')];
  const told = lines.flatMap(({ sign, text }) =>
    paragraph(`${sign} ${text}`, columns, { tone: sign === '+' ? 'good' : 'bad' }),
  );
  return [line(`What changes in ${state.draft.path}`, 'strong'), [], ...told];
}
