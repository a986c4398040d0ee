import type { KeyBinding as Shared } from '../key-binding.ts';
import { keyBinder } from '../key-binding.ts';

/** The screens of the console, in the order of their tabs. */
export const screens = ['overview', 'recovery', 'runs', 'notes'] as const;

/** A screen. */
export type Screen = (typeof screens)[number];

/** Where a key counts: everywhere, or on one screen. */
export type Where = 'everywhere' | Screen;

/** What a key is for. What it does, and when it may, stands in actions.ts. */
export type KeyBinding = Shared<Where>;

const binding = keyBinder<Where>();

/** Every key of the console, once: handlers, last line, help and manual page are made from it. */
export const keyTable = {
  overview: binding('everywhere', ['1'], '1')('Overview', 'show the overview', false),
  recovery: binding('everywhere', ['2'], '2')('Recovery', 'show the checklist of the recovery', false),
  runs: binding('everywhere', ['3'], '3')('Runs', 'show all runs', false),
  notes: binding('everywhere', ['4'], '4')('Notes', 'show the notes', false),
  nextTab: binding('everywhere', ['tab'], 'Tab')('next', 'show the next screen', false),
  up: binding('everywhere', ['up', 'k'], 'Up k')('up', 'go up', false),
  down: binding('everywhere', ['down', 'j'], 'Down j')('down', 'go down', false),
  pageUp: binding('everywhere', ['pageup', 'b'], 'PgUp b')('page up', 'scroll the text back', false),
  pageDown: binding('everywhere', ['pagedown', ' '], 'PgDn Space')('page down', 'scroll the text on', false),
  first: binding('everywhere', ['home', 'g'], 'Home g')('first', 'go to the first line', false),
  last: binding('everywhere', ['end', 'G'], 'End G')('last', 'go to the last line', false),
  detail: binding(
    'overview',
    ['enter'],
    'Enter',
  )('details', 'show what was looked at, the values, the command that shows the same, and what to do'),
  sync: binding('overview', ['s'], 's')('sync', 'start the sync of this line, once confirmed'),
  syncAll: binding('overview', ['a'], 'a')('all syncs', 'start all syncs, once confirmed'),
  stopSync: binding(
    'overview',
    ['e'],
    'e',
  )('end sync', 'end the run of this sync that is under way, once confirmed'),
  syncMode: binding('overview', ['o'], 'o')('sync on/off', 'switch sync on or off, once confirmed', false),
  output: binding('everywhere', ['v'], 'v')('output', 'show what the last started command prints', false),
  open: binding('recovery', ['i'], 'i')('open incident', 'open an incident; asks why'),
  drill: binding('recovery', ['D'], 'D')(
    'open drill',
    'open a drill: a rehearsal, with production alive',
    false,
  ),
  run: binding(
    'recovery',
    ['r', 'enter'],
    'r Enter',
  )('run', 'do what can be done of this step by program; the promotion asks for the name of this machine'),
  done: binding('recovery', ['d'], 'd')('done', 'tick this step: it was done by hand'),
  skip: binding('recovery', ['x'], 'x')('skip', 'leave this step out; asks for the reason'),
  dryRun: binding('recovery', ['y'], 'y')(
    'dry run',
    'show what the promotion would do, and change nothing',
    false,
  ),
  accept: binding('recovery', ['A'], 'A')(
    'accept',
    'go on although production shows signs of life, with its shutdown or the promotion; asks for the reason',
    false,
  ),
  assets: binding('recovery', ['m'], 'm')(
    'assets anew',
    'for pages without style sheets: let Odoo make its asset bundles anew, once confirmed',
    false,
  ),
  services: binding('recovery', ['s'], 's')(
    'restart services',
    'restart the further services of this site (SERVICES), once confirmed',
    false,
  ),
  crons: binding('recovery', ['c'], 'c')(
    'release crons',
    'let the scheduled jobs and mail of a quiet start go, once confirmed',
    false,
  ),
  take: binding('recovery', ['t'], 't')('take over', 'lead the incident instead of who leads it'),
  finish: binding('recovery', ['f'], 'f')('finish', 'end the incident, once confirmed', false),
  runDetail: binding('runs', ['enter'], 'Enter')('details', 'show this run, with the end of its output'),
  filterJob: binding('runs', ['f'], 'f')('which sync', 'show the runs of one sync, then of the next'),
  filterWrong: binding('runs', ['w'], 'w')('only wrong', 'show only runs that did not end well'),
  note: binding('everywhere', ['n'], 'n')('note', 'write a note into the open incident'),
  exportNotes: binding('notes', ['e'], 'e')('export', 'show where the notes are, and how to copy them'),
  shell: binding('everywhere', ['!'], '!')('shell', 'open a shell; leaving it leads back here', false),
  help: binding('everywhere', ['?'], '?')('keys', 'show all keys, and why one does nothing now'),
  back: binding('everywhere', ['esc'], 'Esc')('back', 'go back', false),
  suspend: binding('everywhere', ['ctrl-z'], 'Ctrl-Z')(
    'pause',
    'give the terminal back to the shell; fg leads back here',
    false,
  ),
  leave: binding('everywhere', ['q'], 'q')('leave', 'leave the console; what it started goes on'),
  interrupt: binding('everywhere', ['ctrl-c'], 'Ctrl-C')('end', 'leave at once, with exit code 130', false),
} as const satisfies Record<string, KeyBinding>;

/** The name of a thing that a key does. */
export type Action = keyof typeof keyTable;

/** The names of all actions, in the order in which help shows them. */
export const actions = Object.keys(keyTable) as readonly Action[];

/** The action that a key stands for on a screen; the screen's own first. */
export function actionOf(screen: Screen, key: string): Action | undefined {
  const fits = (where: Where) => (action: Action) => {
    const found: KeyBinding = keyTable[action];
    return found.where === where && found.keys.includes(key);
  };
  return actions.find(fits(screen)) ?? actions.find(fits('everywhere'));
}

/** The keys as sentences, for the manual page. */
export function keyParagraphs(): readonly string[] {
  const titles = {
    everywhere: 'On every screen',
    overview: 'Overview',
    recovery: 'Recovery',
    runs: 'Runs',
    notes: 'Notes',
  };
  const places = ['everywhere', ...screens] as const;
  return places.map((place) => {
    const of = actions.map((action): KeyBinding => keyTable[action]).filter(({ where }) => where === place);
    return `${titles[place]}: ${of.map(({ shown, about }) => `${shown}, ${about}`).join('; ')}.`;
  });
}
