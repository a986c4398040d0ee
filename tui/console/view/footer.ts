import type { Line } from '../../line.ts';
import { keysLine, shownKey as shown } from '../../keys-line.ts';
import { behaviours } from '../actions.ts';
import type { KeyBinding } from '../keys.ts';
import { actions, keyTable } from '../keys.ts';
import type { State } from '../state.ts';

/** The last line: the keys that count here and may be used now. */
export function footerLine(state: State, columns: number): Line {
  const of = overlayKeys(state) ?? screenKeys(state);
  return keysLine(of, columns);
}

function screenKeys(state: State): readonly Line[] {
  return actions
    .flatMap((action) => {
      const { where, footer, shown: keys, label }: KeyBinding = keyTable[action];
      const counts = footer && (where === state.screen || where === 'everywhere');
      return counts && behaviours[action].enabled(state) === true
        ? [shown(keys.split(' ')[0] ?? '', label)]
        : [];
    })
    .toSorted((a, b) => rank(a) - rank(b));
}

/** The two that always stay come last. */
function rank(pieces: Line): number {
  const key = pieces[0]?.text;
  return key === '?' ? 1 : key === 'q' ? 2 : 0;
}

function overlayKeys({ overlay }: State): readonly Line[] | undefined {
  switch (overlay?.kind) {
    case undefined:
      return undefined;
    case 'ask':
      return [shown('Enter', 'go on'), shown('Ctrl-U', 'clear'), shown('Esc', 'back')];
    case 'confirm':
      return [shown('y', 'yes'), shown('n Esc', 'no')];
    default:
      return [shown('↑ ↓', 'scroll'), shown('Esc', 'back')];
  }
}
