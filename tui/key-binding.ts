/** What a key is for, on a screen of several places. */
export interface KeyBinding<Where> {
  /** The names of the keys that do it. */
  readonly keys: readonly string[];
  /** How they are written for people. */
  readonly shown: string;
  /** One or two words, for the last line of the screen. */
  readonly label: string;
  readonly where: Where;
  /** Whether the last line of the screen names it. */
  readonly footer: boolean;
  /** What it does, for help and manual. */
  readonly about: string;
}

/** A short way to write bindings of a screen's places down in a table. */
export function keyBinder<Where>() {
  return (where: Where, keys: readonly string[], shown: string) =>
    (label: string, about: string, footer = true): KeyBinding<Where> => ({
      ...{ keys, shown, label, where, about, footer },
    });
}
