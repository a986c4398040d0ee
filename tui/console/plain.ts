import { printable } from '../../src/machines/must.ts';
import { textOf } from '../line.ts';
import { smallest } from '../size.ts';
import { toAscii } from '../theme.ts';
import { behaviours } from './actions.ts';
import type { Action, KeyBinding } from './keys.ts';
import { actions, keyTable, screens } from './keys.ts';
import type { ConsoleOptions } from './options.ts';
import type { Looker } from './look.ts';
import type { Effect } from './outcome.ts';
import { questionOf } from './questions.ts';
import { firstState, startAndTell } from './start.ts';
import type { State } from './state.ts';
import type { Store } from './store.ts';
import { createStore } from './store.ts';
import { bodyLines } from './view/frame.ts';
import { headerLine } from './view/header.ts';
import { recoveryPage } from './view/recovery.ts';
import { createLooker, looks } from './watch.ts';

/** As wide as any terminal, and as long as it takes: nothing is cut off below. */
const size = { columns: 79, rows: 400 };

/** The console as text that is only ever appended: a page, its numbered choices, a line typed, the next page. */
export async function runPlain(options: ConsoleOptions): Promise<'ok' | 'interrupted'> {
  const effects: Effect[] = [];
  const store = createStore(
    // A narrower state would count as a screen that is too small for keys.
    { ...firstState(options), size: { ...size, columns: smallest.columns } },
    (effect) => effects.push(effect),
  );
  const say = (text: string) =>
    options.print(options.terminal.ascii ? toAscii(printable(text)) : printable(text));
  const end = new AbortController();
  // A page is not drawn anew: what it shows is awaited.
  const looker = createLooker(options, { signal: end.signal, patienceMs: undefined });
  try {
    for (;;) {
      await lookOnce(looker, store);
      plainPage(store.state()).forEach(say);
      const typed = await options.askLine('Choose a number, or type a key: ');
      if (typed === undefined) return allPages(store, say);
      const left = await choose({ options, store, say, effects }, typed.trim());
      if (left !== undefined) return left;
    }
  } finally {
    end.abort();
  }
}

async function lookOnce(looker: Looker, store: Store): Promise<void> {
  for (const { look } of looks) {
    const part = await look(looker, store.state());
    store.dispatch({ kind: 'looked', part, now: looker.context.clock.now().getTime() });
  }
}

/** Nobody answers: what has not been shown follows, and that is all. */
function allPages(store: Store, say: (text: string) => void): 'ok' {
  for (const screen of screens.filter((each) => each !== store.state().screen)) {
    store.dispatch({ kind: 'key', key: String(screens.indexOf(screen) + 1) });
    plainPage(store.state()).forEach(say);
  }
  return 'ok';
}

/** A screen as rows of text, with its numbered choices. */
export function plainPage(state: State): readonly string[] {
  const beside = state.screen === 'recovery' && state.overlay === undefined;
  const body = (beside ? recoveryPage(state, size.columns) : bodyLines(state, size)).map(textOf);
  const choices = choicesOf(state).map(({ shown, about }, index) => `${index + 1}. ${about} (${shown})`);
  return [
    '',
    textOf(headerLine(state, size.columns)).trimEnd(),
    `== ${state.screen} ==`,
    ...trimmed(body),
    ...(state.message === undefined ? [] : ['', state.message.text]),
    '',
    ...(state.overlay === undefined ? choices : []),
  ];
}

function trimmed(rows: readonly string[]): readonly string[] {
  const text = rows.map((row) => row.trimEnd());
  return text.slice(0, text.findLastIndex((row) => row !== '') + 1);
}

/** Actions that mean something without a screen, and may be done now. */
function choicesOf(state: State): readonly (KeyBinding & { readonly action: Action })[] {
  const needless: readonly Action[] = [
    'pageUp',
    'pageDown',
    'first',
    'last',
    'nextTab',
    'back',
    'interrupt',
    'help',
    'shell',
    'suspend',
  ];
  return actions
    .filter((action) => !needless.includes(action))
    .map((action) => ({ ...bindingOf(action), action }))
    .filter(({ where, action }) =>
      where === 'everywhere' || where === state.screen ? behaviours[action].enabled(state) === true : false,
    );
}

function bindingOf(action: Action): KeyBinding {
  return keyTable[action];
}

interface Talk {
  readonly options: ConsoleOptions;
  readonly store: Store;
  readonly say: (text: string) => void;
  readonly effects: Effect[];
}

async function choose(talk: Talk, typed: string): Promise<'ok' | 'interrupted' | undefined> {
  const { store, say } = talk;
  const before = store.state();
  const choices = choicesOf(before);
  const choice = choices[Number(typed) - 1] ?? choices.find(({ keys }) => isKey(keys, typed));
  if (before.overlay !== undefined || typed === '') store.dispatch({ kind: 'key', key: 'esc' });
  else if (choice === undefined) say(`"${typed}" is none of the numbers, nor of the keys.`);
  else store.dispatch({ kind: 'key', key: choice.keys[0] ?? '' });
  await answerQuestion(talk);
  for (const effect of talk.effects.splice(0)) {
    if (effect.kind === 'leave') return effect.how;
    if (effect.kind === 'start') await startAndTell(talk.options, store, effect);
  }
  return undefined;
}

/** A key, or its name as it is shown: Up, Enter. */
function isKey(keys: readonly string[], typed: string): boolean {
  // A letter stands for itself alone: a is not A.
  return keys.includes(typed.length > 1 ? typed.toLowerCase() : typed);
}

/** Questions follow one another until a command is started, or nobody answers any more. */
async function answerQuestion({ store, say, options }: Talk): Promise<void> {
  for (;;) {
    const { overlay } = store.state();
    if (overlay?.kind !== 'ask' && overlay?.kind !== 'confirm') return;
    const { title, about, prompt } = questionOf(overlay.purpose);
    [title, ...about].forEach(say);
    const typed = await options.askLine(prompt === undefined ? 'y or n: ' : `${prompt} `);
    // An empty line leads back, where a text is needed.
    if (typed === undefined || (typed.trim() === '' && questionOf(overlay.purpose).optional !== true)) {
      store.dispatch({ kind: 'key', key: 'esc' });
    } else if (overlay.kind === 'confirm') {
      store.dispatch({ kind: 'key', key: typed.trim() === 'y' ? 'y' : 'esc' });
    } else {
      store.dispatch({ kind: 'paste', text: typed });
      store.dispatch({ kind: 'key', key: 'enter' });
    }
    const said = store.state().message;
    if (said?.bad === true) say(said.text);
  }
}
