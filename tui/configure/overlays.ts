import type { KeyName } from '../../src/config/keys.ts';
import { expectedInstead, withText } from '../../src/configure/draft.ts';
import type { Edited } from '../edit-line.ts';
import { inserted, pressedIn } from '../edit-line.ts';
import type { Effect, Update } from './outcome.ts';
import { say, stay } from './outcome.ts';
import type { Purpose } from './purposes.ts';
import type { Overlay, State } from './state.ts';
import { seen } from './state.ts';
import { overlayScroll } from './view/overlay.ts';

type Of<K extends Overlay['kind']> = Extract<Overlay, { readonly kind: K }>;

/** What a key does while something lies over the page. */
export function overlaid(state: State, overlay: Overlay, key: string): Update {
  switch (overlay.kind) {
    case 'edit':
      return editing(state, overlay, key);
    case 'choose':
      return choosing(state, overlay, key);
    case 'confirm':
      return confirming(state, overlay, key);
    case 'pin':
      return pinning(state, overlay, key);
    case 'wait':
      return waiting(state, overlay, key);
    default:
      return reading(state, key);
  }
}

/** A pasted text goes where one is being typed, on one line, without what stood around it. */
export function pasted(state: State, text: string): Update {
  const { overlay } = state;
  if (overlay?.kind !== 'edit' && overlay?.kind !== 'pin') return stay(state);
  const clean = text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
  return stay({ ...state, overlay: typedOn(overlay, inserted(overlay.typed, clean)) });
}

function typedOn<O extends Of<'edit'> | Of<'pin'>>(overlay: O, typed: Edited): Overlay {
  return overlay.kind === 'edit' ? { ...overlay, typed, refused: false } : { ...overlay, typed };
}

function closed(state: State): State {
  return { ...state, overlay: undefined, message: undefined, scroll: 0 };
}

function editing(state: State, overlay: Of<'edit'>, key: string): Update {
  if (key === 'esc') return stay(closed(state));
  if (key !== 'enter') return stay({ ...state, overlay: typedOn(overlay, pressedIn(overlay.typed, key)) });
  const text = overlay.typed.text.trim();
  if (expectedInstead(overlay.key, text) !== undefined)
    return stay({ ...state, overlay: { ...overlay, refused: true } });
  return stay(kept(state, overlay.key, text));
}

function kept(state: State, key: KeyName, text: string): State {
  const written = key === 'SYNCSRC' && text === '' ? 'NOT-SET' : text;
  return { ...closed(state), draft: withText(state.draft, key, written) };
}

const steps: Readonly<Record<string, number>> = { up: -1, k: -1, down: 1, j: 1 };

function choosing(state: State, overlay: Of<'choose'>, key: string): Update {
  if (key === 'esc' || key === 'q') return stay(closed(state));
  const word = overlay.words[overlay.at];
  if (key === 'enter') return stay(word === undefined ? closed(state) : kept(state, overlay.key, word));
  const by = steps[key];
  if (by === undefined) return stay(state);
  const at = Math.max(0, Math.min(overlay.words.length - 1, overlay.at + by));
  return stay({ ...state, overlay: { ...overlay, at } });
}

const consequences: Readonly<Record<Purpose, Effect>> = {
  'make-key': { kind: 'make-key' },
  write: { kind: 'write' },
  leave: { kind: 'leave', how: 'ok' },
  enable: {
    kind: 'start',
    line: { title: 'ot-configure --enable', command: 'ot-configure', words: ['--enable'] },
  },
  sync: { kind: 'start', line: { title: 'ot-sync-from-source', command: 'ot-sync-from-source', words: [] } },
};

/** Yes is a letter: Enter that was typed ahead confirms nothing. */
function confirming(state: State, { purpose }: Of<'confirm'>, key: string): Update {
  if (key === 'y') return stay(closed(state), consequences[purpose]);
  if (key === 'n' || key === 'esc' || key === 'q') return stay(closed(state));
  return stay(state);
}

function pinning(state: State, overlay: Of<'pin'>, key: string): Update {
  if (key === 'esc') return say(closed(state), 'Nothing was pinned.');
  if (key !== 'enter')
    return stay({ ...state, message: undefined, overlay: typedOn(overlay, pressedIn(overlay.typed, key)) });
  const text = overlay.typed.text.trim();
  const isNew = seen(state.facts.hostKeys)?.state === 'new';
  if (/^(SHA256:)?[A-Za-z0-9+/]{43}=?$/.test(text))
    return stay(closed(state), { kind: 'pin', trust: { by: 'fingerprint', fingerprint: text } });
  if (isNew && text === 'yes') return stay(closed(state), { kind: 'pin', trust: { by: 'first-use' } });
  const wanted = isNew ? 'Type yes, or paste the fingerprint' : 'Paste the fingerprint';
  return say(state, `${wanted}, as production itself shows it; Esc pins nothing.`, true);
}

function waiting(state: State, { wait }: Of<'wait'>, key: string): Update {
  const leaves = key === 'esc' || key === 'q' || (wait.over && key === 'enter');
  return leaves ? stay(closed(state), { kind: 'stop-waiting' }) : stay(state);
}

const scrolls: Readonly<Record<string, number>> = {
  ...steps,
  ...{ pageup: -10, b: -10, pagedown: 10, ' ': 10 },
};

function reading(state: State, key: string): Update {
  if (['esc', 'q', 'enter', '?'].includes(key)) return stay(closed(state));
  if (state.overlay?.kind === 'line' && (key === 'p' || key === 's'))
    return stay(state, { kind: key === 'p' ? 'plain-line' : 'save-line' });
  const down = scrolls[key];
  if (down === undefined) return stay(state);
  // What a command prints is read from its end.
  const by = state.overlay?.kind === 'command' ? -down : down;
  return stay({ ...state, scroll: Math.max(0, Math.min(overlayScroll(state), state.scroll + by)) });
}
