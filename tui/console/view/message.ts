import type { Line } from '../../line.ts';
import { paragraph } from '../../paragraph.ts';
import type { State } from '../state.ts';
import { lastSeen } from '../state.ts';

/** What the people are told, as far as it is known by now; none while no incident is open. */
export function messageLines({ snapshot }: State, columns: number): readonly Line[] {
  const message = lastSeen(snapshot.recovery)?.value.message ?? '';
  if (message === '') return [];
  return message
    .trimEnd()
    .split('\n')
    .flatMap((text) => paragraph(text, columns));
}
