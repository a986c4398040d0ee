import { expect, test } from 'vitest';
import { textOf } from '../../tui/line.ts';
import { noteLines } from '../../tui/console/view/notes.ts';
import * as story from './story.ts';

test('a note stands on the screen as it was typed', () => {
  const text = 'moved `x` to [there](y)\n# <later>\u001b[2J';
  const events = [...story.opening, { kind: 'note', text } as const];
  const state = story.consoleOf({ recovery: story.recovery(story.incident(events)) });
  const rows = noteLines(state, { columns: 80, rows: 40 }).map(textOf);
  expect(rows.join('\n')).toContain('moved `x` to [there](y)\n     # <later>?[2J');
});
