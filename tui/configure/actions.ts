import { keys } from '../../src/config/keys.ts';
import { withText } from '../../src/configure/draft.ts';
import { fallbackText } from '../../src/config/texts.ts';
import { edited } from '../edit-line.ts';
import { pageFields, selectedField } from './fields.ts';
import { itemsOf } from './items.ts';
import type { Action } from './keys.ts';
import type { Update } from './outcome.ts';
import { say, stay } from './outcome.ts';
import type { Page } from './pages.ts';
import { isGroup, pages } from './pages.ts';
import type { State } from './state.ts';
import { seen } from './state.ts';

type Act = (state: State) => Update;

/** How many lines of the present page can be selected. */
function countOf(state: State): number {
  return isGroup(state.page) ? pageFields(state).length : itemsOf(state).length;
}

const move =
  (to: (now: number, count: number) => number): Act =>
  (state) => {
    const count = countOf(state);
    const now = Math.min(state.selected[state.page], count - 1);
    const chosen = Math.max(0, Math.min(count - 1, to(now, count)));
    return stay({ ...state, selected: { ...state.selected, [state.page]: chosen } });
  };

const open =
  (page: (now: number) => Page | undefined): Act =>
  (state) =>
    stay({ ...state, scroll: 0, page: page(pages.indexOf(state.page)) ?? state.page });

const over =
  (kind: 'tests' | 'help' | 'line' | 'difference'): Act =>
  (state) =>
    stay({ ...state, scroll: 0, overlay: { kind } });

const edit: Act = (state) => {
  const field = selectedField(state);
  if (field === undefined) return stay(state);
  const { key, text } = field;
  if (key === 'SYNCMODE') return say(state, 'The last page ("w") switches sync on, after a test.');
  const { words } = keys[key].kind;
  if (words === undefined)
    return stay({ ...state, overlay: { kind: 'edit', key, typed: edited(text), refused: false } });
  const at = Math.max(0, words.indexOf(text));
  return stay({ ...state, overlay: { kind: 'choose', key, words, at } });
};

const take: Act = (state) => {
  const field = selectedField(state);
  if (field === undefined) return stay(state);
  const { key, proposal, detected } = field;
  if (proposal === undefined) {
    const why =
      detected === undefined ? 'nothing else was found for it' : 'it counts already, as it was found';
    return say(state, `${key}: ${why}.`);
  }
  return stay({ ...state, draft: withText(state.draft, key, proposal.value) });
};

const undo: Act = (state) => {
  const field = selectedField(state);
  if (field === undefined) return stay(state);
  const text = state.draft.present.get(field.key) ?? fallbackText(field.key);
  return stay({ ...state, draft: withText(state.draft, field.key, text) });
};

const actOnItem: Act = (state) => {
  const items = itemsOf(state);
  const item = items[Math.min(state.selected[state.page], items.length - 1)];
  if (item === undefined) return stay(state);
  return item.act === undefined ? say(state, `${item.name}: ${item.hint}`) : item.act(state);
};

/** What needs the line for production, or tells why there is none. */
const withLine =
  (kind: 'plain-line' | 'save-line'): Act =>
  (state) => {
    const { authorization } = state.facts;
    if (authorization.state === 'failed') return say(state, `${authorization.why}: ${authorization.next}`);
    return authorization.state === 'seen' ? stay(state, { kind }) : say(state, 'One moment.');
  };

/** What every key of the table does while nothing lies over the page. */
export const acts: Readonly<Record<Action, Act>> = {
  up: move((now) => now - 1),
  down: move((now) => now + 1),
  first: move(() => 0),
  last: move((_, count) => count - 1),
  edit,
  take,
  undo,
  act: actOnItem,
  finish: actOnItem,
  plain: withLine('plain-line'),
  save: withLine('save-line'),
  difference: (state) =>
    seen(state.facts.plan) === undefined
      ? say(state, 'There is nothing to be shown.')
      : over('difference')(state),
  nextPage: open((now) => pages[(now + 1) % pages.length]),
  lastPage: open((now) => pages.at(now - 1)),
  toAccess: open(() => 'access'),
  toWrite: open(() => 'write'),
  tests: (state) => {
    const shown = over('tests')(state);
    return { ...shown, effects: [{ kind: 'look', anew: true }] };
  },
  output: (state) => {
    const id = state.facts.commands.at(-1)?.id;
    if (id === undefined) return say(state, 'Nothing was started yet.');
    return stay({ ...state, scroll: 0, overlay: { kind: 'command', id } });
  },
  help: over('help'),
  leave: (state) =>
    state.draft.changes.size === 0
      ? stay(state, { kind: 'leave', how: 'ok' })
      : stay({ ...state, overlay: { kind: 'confirm', purpose: 'leave' } }),
  interrupt: (state) => stay(state, { kind: 'leave', how: 'interrupted' }),
};
