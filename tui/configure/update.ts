import type { Draft } from '../../src/configure/draft.ts';
import { isGroup } from './pages.ts';
import { acts } from './actions.ts';
import { actionOf } from './keys.ts';
import type { Where } from './keys.ts';
import type { Update } from './outcome.ts';
import { stay } from './outcome.ts';
import { overlaid, pasted } from './overlays.ts';
import type { Facts, State, Wait } from './state.ts';
import type { TerminalInput } from '../screen.tsx';

/** What reaches the form from outside. */
export type Input =
  | TerminalInput
  | { readonly kind: 'looked'; readonly part: Partial<Facts> }
  /** The file is another one now; `written` when the form itself wrote it. */
  | { readonly kind: 'draft'; readonly draft: Draft; readonly written: boolean }
  | { readonly kind: 'waited'; readonly wait: Wait }
  /** A command that was asked for has started, and is to be watched. */
  | { readonly kind: 'watch'; readonly id: string }
  | { readonly kind: 'did'; readonly what: string }
  | { readonly kind: 'tell'; readonly text: string; readonly bad: boolean };

/** The one function that decides what happens: pure, so that keys that arrive together are taken one after the other. */
export function update(state: State, input: Input): Update {
  const next = step(state, input);
  // Whatever changed the draft: what was seen for the one before says nothing of this one.
  if (next.state.draft === state.draft) return next;
  return { state: next.state, effects: [...next.effects, { kind: 'look', anew: false }] };
}

function step(state: State, input: Input): Update {
  switch (input.kind) {
    case 'key':
      return pressed(state, input.key);
    case 'paste':
      return pasted(state, input.text);
    case 'size':
      return stay({ ...state, size: input.size });
    case 'looked':
      return stay({ ...state, facts: { ...state.facts, ...input.part } });
    case 'draft':
      return stay(input.written ? written(state, input.draft) : { ...state, draft: input.draft });
    case 'waited':
      return stay(waited(state, input.wait));
    case 'watch':
      return stay({ ...state, scroll: 0, overlay: { kind: 'command', id: input.id } });
    case 'did':
      return stay(did(state, input.what));
    case 'tell':
      return stay({ ...state, message: { text: input.text, bad: input.bad } });
  }
}

/** What comes next stands below. */
function written(state: State, draft: Draft): State {
  const message = { text: `${draft.path} is written.`, bad: false };
  const told = did(state, `wrote ${draft.path}`);
  return { ...told, draft, message, selected: { ...state.selected, write: 1 } };
}

function did(state: State, what: string): State {
  const acts = [...state.facts.acts, what];
  return { ...state, message: { text: what, bad: false }, facts: { ...state.facts, acts } };
}

/** Nobody waits any more once what shows it was left. */
function waited(state: State, wait: Wait): State {
  if (state.overlay?.kind === 'wait' || wait.tries === 0)
    return { ...state, overlay: { kind: 'wait', wait } };
  return state;
}

function pressed(state: State, key: string): Update {
  if (key === 'ctrl-c') return acts.interrupt(state);
  if (state.overlay !== undefined) return overlaid(state, state.overlay, key);
  const action = actionOf(placeOf(state), key);
  return action === undefined
    ? stay({ ...state, message: undefined })
    : acts[action]({ ...state, message: undefined });
}

/** The place whose keys count. */
export function placeOf({ page }: State): Where {
  return isGroup(page) ? 'fields' : page === 'access' ? 'access' : 'write';
}
