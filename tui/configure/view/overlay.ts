import { commandLines } from '../../command-lines.ts';
import type { Line } from '../../line.ts';
import { fit, line, span } from '../../line.ts';
import { paragraph } from '../../paragraph.ts';
import { mostScroll, scrolledBy } from '../../scrolled.ts';
import type { KeyBinding } from '../keys.ts';
import { actions, keyTable, places } from '../keys.ts';
import { questionOf } from '../purposes.ts';
import type { Overlay, State } from '../state.ts';
import { accessPart } from './access.ts';
import { allDifferentLines } from './difference.ts';
import { bodySize } from './size.ts';
import { allTestLines } from './tests.ts';

/** What lies over the page, in exactly the room of the body; undefined when the page itself is shown. */
export function overlayLines(state: State): readonly Line[] | undefined {
  const { overlay } = state;
  const lines = overlay === undefined ? undefined : contentOf(state, overlay);
  if (lines === undefined) return undefined;
  const { rows } = bodySize(state.size);
  const indented = lines.map((each) => [span(' '), ...each]);
  const from = overlay?.kind === 'command' ? Math.max(0, lines.length - rows - state.scroll) : state.scroll;
  return scrolledBy(indented, from, rows);
}

/** How far what lies over the page can be scrolled. */
export function overlayScroll(state: State): number {
  const lines = state.overlay === undefined ? undefined : contentOf(state, state.overlay);
  return mostScroll(lines ?? [], bodySize(state.size).rows);
}

function contentOf(state: State, overlay: Overlay): readonly Line[] | undefined {
  const columns = state.size.columns - 2;
  switch (overlay.kind) {
    case 'edit':
    case 'choose':
      return undefined;
    case 'confirm': {
      const { title, about } = questionOf(overlay.purpose, state);
      const told = about.flatMap((text) => paragraph(text, columns));
      return [
        [],
        ...paragraph(title, columns, { tone: 'strong' }),
        [],
        ...told,
        [],
        line('y = yes, Esc = no', 'key'),
      ];
    }
    case 'command': {
      const { commands } = state.facts;
      return commandLines(
        commands.find(({ id }) => id === overlay.id),
        columns,
      );
    }
    case 'tests':
      return allTestLines(state, columns);
    case 'difference':
      return allDifferentLines(state, columns);
    case 'help':
      return helpLines(columns);
    default:
      return accessPart(state, overlay, columns);
  }
}

function helpLines(columns: number): readonly Line[] {
  return (['everywhere', 'fields', 'access', 'write'] as const).flatMap((place) => [
    line(places[place], 'strong'),
    ...actions.flatMap((action): readonly Line[] => {
      const { where, shown, about }: KeyBinding = keyTable[action];
      if (where !== place) return [];
      const [first = [], ...rest] = paragraph(about, columns - 24);
      return [
        [span(`  ${fit(shown, 22)}`, 'key'), ...first],
        ...rest.map((more) => [span(' '.repeat(24)), ...more]),
      ];
    }),
    [],
  ]);
}
