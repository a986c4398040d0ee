/** What follows from an input: the next state, and what is to be done outside. */
export interface Outcome<S, E> {
  readonly state: S;
  readonly effects: readonly E[];
}

/** Holds a screen's state outside of what draws it: keys that arrive together are each taken on the newest state. */
export interface Store<S, I> {
  state(): S;
  dispatch(input: I): void;
  /** Calls back after each change; returns what ends that. */
  subscribe(changed: () => void): () => void;
}

/** What a store is made of. */
export interface StoreParts<S, I, E> {
  readonly initial: S;
  /** The one function that decides what happens: pure. */
  readonly update: (state: S, input: I) => Outcome<S, E>;
  readonly carryOut: (effect: E) => void;
}

/** Makes a store. */
export function makeStore<S, I, E>({ initial, update, carryOut }: StoreParts<S, I, E>): Store<S, I> {
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
