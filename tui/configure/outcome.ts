import type { Trust } from '../../src/configure/pin-host-key.ts';
import type { CommandLine } from '../commands.ts';
import type { Outcome } from '../store.ts';
import type { State } from './state.ts';

/** What the form wants to be done outside. */
export type Effect =
  /** The draft is another one: everything that follows from it is to be looked at anew. */
  | { readonly kind: 'look'; readonly anew: boolean }
  | { readonly kind: 'make-key' }
  | { readonly kind: 'pin'; readonly trust: Trust }
  | { readonly kind: 'save-line' }
  | { readonly kind: 'plain-line' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'stop-waiting' }
  | { readonly kind: 'write' }
  | { readonly kind: 'start'; readonly line: CommandLine }
  | { readonly kind: 'leave'; readonly how: 'ok' | 'interrupted' };

/** The next state, and what is to be done outside. */
export type Update = Outcome<State, Effect>;

/** A new state, and perhaps something to be done. */
export function stay(state: State, ...effects: readonly Effect[]): Update {
  return { state, effects };
}

/** The same state with a message, which is bad news unless told otherwise. */
export function say(state: State, text: string, bad = false): Update {
  return stay({ ...state, message: { text, bad } });
}
