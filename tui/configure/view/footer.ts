import { keysLine, shownKey } from '../../keys-line.ts';
import type { Line } from '../../line.ts';
import { placeOf } from '../update.ts';
import type { KeyBinding } from '../keys.ts';
import { actions, keyTable } from '../keys.ts';
import type { State } from '../state.ts';

/** The last line: the keys that count here. */
export function footerLine(state: State, columns: number): Line {
  return keysLine(overlayKeys(state) ?? pageKeys(state), columns);
}

function pageKeys(state: State): readonly Line[] {
  const place = placeOf(state);
  const of = actions
    .map((action): KeyBinding => keyTable[action])
    .filter(({ where, footer }) => footer && (where === place || where === 'everywhere'));
  return of.map(({ shown, label }) => shownKey(shown.split(' ')[0] ?? '', label));
}

function overlayKeys({ overlay }: State): readonly Line[] | undefined {
  switch (overlay?.kind) {
    case undefined:
      return undefined;
    case 'edit':
      return [shownKey('Enter', 'keep'), shownKey('Ctrl-U', 'clear'), shownKey('Esc', 'leave it')];
    case 'pin':
      return [shownKey('Enter', 'pin'), shownKey('Esc', 'back')];
    case 'choose':
      return [shownKey('↑ ↓', 'choose'), shownKey('Enter', 'keep'), shownKey('Esc', 'leave it')];
    case 'confirm':
      return [shownKey('y', 'yes'), shownKey('n Esc', 'no')];
    case 'wait':
      return [shownKey('Esc', 'back')];
    case 'line':
      return [
        shownKey('p', 'plain text'),
        shownKey('s', 'save'),
        shownKey('↑ ↓', 'scroll'),
        shownKey('Esc', 'back'),
      ];
    default:
      return [shownKey('↑ ↓', 'scroll'), shownKey('Esc', 'back')];
  }
}
