import type { Detached } from '../../src/machines/detached.ts';
import type { Size } from '../size.ts';
import { isLargeEnough } from '../size.ts';
import { inserted, pressedIn } from '../edit-line.ts';
import type { Snapshot, State } from './state.ts';
import { openIncidentOf } from './state.ts';
import { answer } from './purposes.ts';
import { actionOf } from './keys.ts';
import { atNextStep, behaviours } from './actions.ts';
import type { Update } from './outcome.ts';
import { ask, stay } from './outcome.ts';
import { overlayScroll } from './view/overlay.ts';
import { bodySize } from './view/size.ts';
import { isDecided, selectedStep } from './view/steps.ts';

/** What reaches the console from outside. */
export type Input =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'size'; readonly size: Size }
  /** What was seen, if anything, and what time it is. */
  | { readonly kind: 'looked'; readonly part: Partial<Snapshot>; readonly now: number }
  /** A command that was asked for has started, and is to be watched. */
  | { readonly kind: 'watch'; readonly id: string }
  | { readonly kind: 'tell'; readonly text: string; readonly bad: boolean };

/** The one function that decides what happens: pure, so that keys that arrive together are taken one after the other. */
export function update(state: State, input: Input): Update {
  switch (input.kind) {
    case 'key':
      return pressed(state, input.key);
    case 'paste':
      return stay(pasted(state, input.text.replace(/\s*[\r\n]+\s*/g, ' ')));
    case 'size':
      return stay({ ...state, size: input.size });
    case 'looked':
      return stay(looked({ ...state, now: input.now }, { ...state.snapshot, ...input.part }));
    case 'watch':
      return stay({ ...state, overlay: { kind: 'command', id: input.id }, scroll: 0 });
    case 'tell':
      return stay({ ...state, message: { text: input.text, bad: input.bad } });
  }
}

/** What was started and has ended meanwhile is told. */
function looked(state: State, snapshot: Snapshot): State {
  // What had ended before the first look is old news.
  if (state.snapshot.config === undefined) return atNextStep({ ...state, snapshot });
  const ran = new Map(state.snapshot.commands.map((each) => [each.id, each.state]));
  const isNew = ({ id }: Detached) => (ran.get(id) ?? 'running') === 'running';
  const ended = snapshot.commands.findLast((each) => each.state !== 'running' && isNew(each));
  const noted = ended?.title === 'note' && ended.exitCode === 0;
  const draft = noted ? '' : state.draft;
  const message = ended === undefined ? state.message : endOf(ended);
  const after = { ...state, snapshot, draft, message };
  const opened = openIncidentOf(state) === undefined;
  return opened || isNewlyDecided(state, after) ? atNextStep(after) : after;
}

/** Whoever has settled a step goes on to the next one. */
function isNewlyDecided(before: State, after: State): boolean {
  const id = selectedStep(after)?.step.id;
  return id !== undefined && isDecided(after, id) && !isDecided(before, id);
}

function endOf({ title, state, exitCode, tail }: Detached): NonNullable<State['message']> {
  if (exitCode === 0) return { text: `${title}: done`, bad: false };
  const how = state === 'lost' ? 'was killed' : `failed (${exitCode ?? '?'})`;
  const kept = title === 'note' ? ' ("n" has the text still)' : '';
  return { text: `${title}: ${how}${kept}: ${tail.slice(-2).join(' ')}`, bad: true };
}

function pressed(state: State, key: string): Update {
  const { overlay } = state;
  if (key === 'ctrl-c') return { state, effects: [{ kind: 'leave', how: 'interrupted' }] };
  if (key === 'ctrl-z') return { state, effects: [{ kind: 'suspend' }] };
  // Nobody sees what any other key would do.
  if (!isLargeEnough(state.size)) {
    return key === 'q' ? { state, effects: [{ kind: 'leave', how: 'ok' }] } : stay(state);
  }
  if (overlay?.kind === 'ask') return asked(state, overlay, key);
  if (overlay?.kind === 'confirm') return confirmed(state, overlay, key);
  if (overlay !== undefined) return overlaid(state, overlay, key);
  const action = actionOf(state.screen, key);
  if (action === undefined) return stay(state);
  const { enabled, act } = behaviours[action];
  const may = enabled(state);
  const quiet = { ...state, message: undefined };
  return may === true ? act(quiet) : stay({ ...state, message: { text: may, bad: false } });
}

type Asking = Extract<NonNullable<State['overlay']>, { kind: 'ask' }>;
type Confirming = Extract<NonNullable<State['overlay']>, { kind: 'confirm' }>;

function asked(state: State, overlay: Asking, key: string): Update {
  if (key === 'esc') return stay({ ...state, overlay: undefined, message: undefined });
  if (key === 'enter') return answered(state, overlay.purpose, overlay.typed.text);
  return stay({ ...state, overlay: { ...overlay, typed: pressedIn(overlay.typed, key) } });
}

function pasted(state: State, text: string): State {
  const { overlay } = state;
  return overlay?.kind === 'ask'
    ? { ...state, overlay: { ...overlay, typed: inserted(overlay.typed, text) } }
    : state;
}

/** Yes is a letter: Enter that was typed ahead confirms nothing. */
function confirmed(state: State, { purpose }: Confirming, key: string): Update {
  if (key === 'y') return answered(state, purpose, '');
  if (key !== 'n' && key !== 'esc' && key !== 'q') return stay(state);
  return stay({ ...state, overlay: undefined, message: { text: 'Nothing was done.', bad: false } });
}

function answered(state: State, purpose: Confirming['purpose'], text: string): Update {
  const next = answer(purpose, text, state.host);
  if ('why' in next) return stay({ ...state, message: { text: next.why, bad: true } });
  if ('ask' in next) return ask(state, next.ask);
  const message = { text: `${next.title}: started`, bad: false };
  const draft = purpose.for === 'note' ? text : state.draft;
  return { state: { ...state, overlay: undefined, scroll: 0, message, draft }, effects: [next] };
}

const scrolls: Readonly<Record<string, number>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: -10,
  b: -10,
  pagedown: 10,
  ' ': 10,
};

function overlaid(state: State, overlay: NonNullable<State['overlay']>, key: string): Update {
  const down = scrolls[key];
  if (down !== undefined) {
    // What a command prints is read from its end.
    const by = overlay.kind === 'command' ? -down : down;
    const most = overlayScroll(state, overlay, bodySize(state.size));
    return stay({ ...state, scroll: Math.max(0, Math.min(most, state.scroll + by)) });
  }
  if (['esc', 'q', 'enter', '?'].includes(key)) return stay({ ...state, overlay: undefined, scroll: 0 });
  return stay(state);
}
