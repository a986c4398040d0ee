import { makeStore } from '../store.ts';
import type { Store as AnyStore } from '../store.ts';
import type { Effect } from './outcome.ts';
import type { State } from './state.ts';
import type { Input } from './update.ts';
import { update } from './update.ts';

/** Holds the form's state. */
export type Store = AnyStore<State, Input>;

/** Makes a store. */
export function createStore(initial: State, carryOut: (effect: Effect) => void): Store {
  return makeStore({ initial, update, carryOut });
}
