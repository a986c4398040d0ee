import { edited } from '../edit-line.ts';
import type { Purpose, Started } from './purposes.ts';
import { questionOf } from './questions.ts';
import type { State } from './state.ts';

/** What the console wants to be done outside. */
export type Effect =
  | Started
  | { readonly kind: 'shell' | 'suspend' }
  | { readonly kind: 'leave'; readonly how: 'ok' | 'interrupted' };

/** The next state, and what is to be done outside. */
export interface Update {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** A new state without effects. */
export function stay(state: State): Update {
  return { state, effects: [] };
}

/** Opens a question: for a text, which may be begun already, or for yes and no. */
export function ask(state: State, purpose: Purpose, begun = ''): Update {
  const text = questionOf(purpose).prompt !== undefined;
  const overlay = text
    ? ({ kind: 'ask', purpose, typed: edited(begun) } as const)
    : ({ kind: 'confirm', purpose } as const);
  return stay({ ...state, overlay });
}
