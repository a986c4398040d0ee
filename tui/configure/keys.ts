import type { KeyBinding as Shared } from '../key-binding.ts';
import { keyBinder } from '../key-binding.ts';

/** Where a key counts: everywhere, on pages with fields, or on the two last pages. */
export type Where = 'everywhere' | 'fields' | 'access' | 'write';

/** What a key is for. */
export type KeyBinding = Shared<Where>;

const binding = keyBinder<Where>();

/** Every key of the form, once: handlers, last line, help and manual page are made from it. */
export const keyTable = {
  up: binding('everywhere', ['up', 'k'], 'Up k')('up', 'go up', false),
  down: binding('everywhere', ['down', 'j'], 'Down j')('down', 'go down', false),
  first: binding('everywhere', ['home', 'g'], 'Home g')('first', 'go to the first line', false),
  last: binding('everywhere', ['end', 'G'], 'End G')('last', 'go to the last line', false),
  edit: binding('fields', ['enter'], 'Enter')('change', 'change this value; Enter keeps it, Esc does not'),
  take: binding('fields', ['d'], 'd')('take', 'take the value that was found on this machine'),
  undo: binding('fields', ['u'], 'u')('undo', 'take the value of the file again, or the default'),
  act: binding('access', ['enter'], 'Enter')('do it', 'do what the line says'),
  plain: binding(
    'access',
    ['p'],
    'p',
  )('plain', 'show the line for production as plain text outside of the form, to be copied'),
  save: binding('access', ['s'], 's')('save', 'save the line for production to a file'),
  finish: binding('write', ['enter'], 'Enter')('do it', 'do what the line says, once confirmed'),
  difference: binding('write', ['v'], 'v')('view', 'show all lines that change', false),
  nextPage: binding(
    'everywhere',
    ['tab', 'right', 'l', 'pagedown'],
    'Tab Right l PgDn',
  )('next page', 'show the next page'),
  lastPage: binding('everywhere', ['shift-tab', 'left', 'h', 'pageup'], 'Shift-Tab Left h PgUp')(
    'page before',
    'show the page before',
    false,
  ),
  toAccess: binding('everywhere', ['a'], 'a')('access', 'show the way into production', false),
  toWrite: binding('everywhere', ['w'], 'w')('write', 'show what would be written'),
  tests: binding('everywhere', ['t'], 't')('tests', 'test again, and show all that the tests say'),
  output: binding('everywhere', ['o'], 'o')('output', 'show what the last started command prints', false),
  help: binding('everywhere', ['?'], '?')('keys', 'show all keys'),
  leave: binding('everywhere', ['q'], 'q')('leave', 'leave; asks when something is not written yet'),
  interrupt: binding('everywhere', ['ctrl-c'], 'Ctrl-C')(
    'end',
    'leave at once without writing, with exit code 130',
    false,
  ),
} as const satisfies Record<string, KeyBinding>;

/** The name of a thing that a key does. */
export type Action = keyof typeof keyTable;

/** The names of all actions, in the order in which help shows them. */
export const actions = Object.keys(keyTable).filter((name): name is Action => Object.hasOwn(keyTable, name));

/** The action that a key stands for at a place; the place's own first. */
export function actionOf(where: Where, key: string): Action | undefined {
  const fits = (place: Where) => (action: Action) => {
    const found: KeyBinding = keyTable[action];
    return found.where === place && found.keys.includes(key);
  };
  return actions.find(fits(where)) ?? actions.find(fits('everywhere'));
}

/** What the places are called. */
export const places: Readonly<Record<Where, string>> = {
  everywhere: 'On every page',
  fields: 'Pages with values',
  access: 'Access',
  write: 'Write',
};

/** The keys as sentences, for the manual page. */
export function keyParagraphs(): readonly string[] {
  const order = ['everywhere', 'fields', 'access', 'write'] as const;
  return order.map((place) => {
    const of = actions.map((action): KeyBinding => keyTable[action]).filter(({ where }) => where === place);
    return `${places[place]}: ${of.map(({ shown, about }) => `${shown}, ${about}`).join('; ')}.`;
  });
}
