/** What Ink tells of a key, as far as it counts here. */
export interface Pressed {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageUp: boolean;
  readonly pageDown: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly tab: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly shift: boolean;
  readonly ctrl: boolean;
  readonly meta: boolean;
}

const named = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
] as const satisfies readonly (readonly [keyof Pressed, string])[];

const controls: ReadonlyMap<string, string> = new Map([
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\t', 'tab'],
  ['\u007f', 'backspace'],
  ['\b', 'backspace'],
  ['\u0001', 'ctrl-a'],
  ['\u0003', 'ctrl-c'],
  ['\u0005', 'ctrl-e'],
  ['\u000b', 'ctrl-k'],
  ['\u0015', 'ctrl-u'],
  ['\u001a', 'ctrl-z'],
]);

/** The keys that arrived, by name: text that comes in one piece over a slow link is so many keys. */
export function keyNames(input: string, pressed: Pressed): readonly string[] {
  const name = named.find(([flag]) => pressed[flag])?.[1];
  if (name !== undefined) return [name === 'tab' && pressed.shift ? 'shift-tab' : name];
  if (pressed.ctrl) return [`ctrl-${input}`];
  // Escape and the next key in one chunk look like Alt with that key: over a slow link they are two.
  if (pressed.meta) return ['esc', ...charactersOf(input)];
  return charactersOf(input);
}

function charactersOf(input: string): readonly string[] {
  // What is left of other control characters is no key of ours.
  return [...input]
    .map((each) => controls.get(each) ?? each)
    .filter((each) => !/^[\u0000-\u001f\u007f-\u009f]$/.test(each));
}
