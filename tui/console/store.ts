import type { Effect } from './outcome.ts';
import type { State } from './state.ts';
import type { Input } from './update.ts';
import { update } from './update.ts';

/** Holds the console's state outside of what draws it: keys that arrive together are each taken on the newest state. */
export interface Store {
  state(): State;
  dispatch(input: Input): void;
  /** Calls back after each change; returns what ends that. */
  subscribe(changed: () => void): () => void;
}

/** Makes a store. */
export function createStore(initial: State, carryOut: (effect: Effect) => void): Store {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    state: () => state,
    dispatch(input) {
      const next = update(state, input);
      const changed = next.state !== state;
      state = next.state;
      if (changed) for (const listener of listeners) listener();
      next.effects.forEach(carryOut);
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
