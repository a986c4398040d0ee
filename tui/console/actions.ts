import { recordedNames } from '../../src/sync/job.ts';
import type { Action, Screen } from './keys.ts';
import { screens } from './keys.ts';
import type { Update } from './outcome.ts';
import { ask, stay } from './outcome.ts';
import { overviewActions } from './overview-actions.ts';
import { recoveryActions } from './recovery-actions.ts';
import type { State } from './state.ts';
import { lastSeen, openIncidentOf } from './state.ts';
import { bodySize } from './view/size.ts';
import { timelineRows } from './view/notes.ts';
import { overviewItems } from './view/overview.ts';
import { recoveryScroll } from './view/recovery.ts';
import { shownRuns } from './view/runs.ts';
import { nextStep, stepsOf } from './view/steps.ts';

/** What a key does, and whether it may now: true, or why not. */
export interface Behaviour {
  enabled(state: State): true | string;
  act(state: State): Update;
}

const always = () => true as const;

/** How many lines of a screen can be selected. */
function countOf(state: State): number {
  const counts: Readonly<Record<Screen, () => number>> = {
    overview: () => overviewItems(state).length,
    recovery: () => stepsOf(state).length,
    runs: () => shownRuns(state).length,
    notes: () => timelineRows(state),
  };
  return counts[state.screen]();
}

function select(state: State, to: number): Update {
  const most = Math.max(0, countOf(state) - 1);
  const chosen = Math.max(0, Math.min(to, most));
  return stay({ ...state, scroll: 0, selected: { ...state.selected, [state.screen]: chosen } });
}

/** Notes are read from their end: up goes back. */
function move(by: number): Behaviour {
  return {
    enabled: always,
    act: (state) => {
      const now = Math.min(state.selected[state.screen], Math.max(0, countOf(state) - 1));
      return select(state, state.screen === 'notes' ? now - by : now + by);
    },
  };
}

function page(direction: 1 | -1): Behaviour {
  return {
    enabled: always,
    act: (state) => {
      const rows = bodySize(state.size).rows;
      if (state.screen !== 'recovery') return move(direction * (rows - 3)).act(state);
      const most = recoveryScroll(state, bodySize(state.size));
      const scroll = Math.max(0, Math.min(most, state.scroll + direction * Math.floor(rows / 2)));
      return stay({ ...state, scroll });
    },
  };
}

function go(screen: Screen): Behaviour {
  return { enabled: always, act: (state) => stay(opened(state, screen)) };
}

function opened(state: State, screen: Screen): State {
  const base = { ...state, screen, scroll: 0 };
  return screen === state.screen ? base : atNextStep(base);
}

/** The recovery opens at the step that comes next. */
export function atNextStep(state: State): State {
  if (state.screen !== 'recovery' || openIncidentOf(state) === undefined) return state;
  return { ...state, selected: { ...state.selected, recovery: nextStep(stepsOf(state)) } };
}

function mayNote(state: State): true | string {
  return openIncidentOf(state) === undefined ? 'no incident is open: "2", then "i" opens one' : true;
}

const runs: Readonly<Record<'runDetail' | 'filterJob' | 'filterWrong', Behaviour>> = {
  runDetail: {
    enabled: (state) => (shownRuns(state).length === 0 ? 'there is no run' : true),
    act: (state) => {
      const list = shownRuns(state);
      const run = list[Math.min(state.selected.runs, list.length - 1)];
      return stay(run === undefined ? state : { ...state, scroll: 0, overlay: { kind: 'run', id: run.id } });
    },
  },
  filterJob: {
    enabled: always,
    act: (state) => {
      const all = [undefined, ...recordedNames];
      const job = all[(all.indexOf(state.filter.job) + 1) % all.length];
      return stay({ ...state, filter: { ...state.filter, job }, selected: { ...state.selected, runs: 0 } });
    },
  },
  filterWrong: {
    enabled: always,
    act: (state) => {
      const filter = { ...state.filter, wrong: !state.filter.wrong };
      return stay({ ...state, filter, selected: { ...state.selected, runs: 0 } });
    },
  },
};

/** What every key of the table does. */
export const behaviours: Readonly<Record<Action, Behaviour>> = {
  overview: go('overview'),
  recovery: go('recovery'),
  runs: go('runs'),
  notes: go('notes'),
  nextTab: {
    enabled: always,
    act: (state) =>
      stay(opened(state, screens[(screens.indexOf(state.screen) + 1) % screens.length] ?? 'overview')),
  },
  up: move(-1),
  down: move(1),
  pageUp: page(-1),
  pageDown: page(1),
  first: { enabled: always, act: (state) => select(state, state.screen === 'notes' ? countOf(state) : 0) },
  last: { enabled: always, act: (state) => select(state, state.screen === 'notes' ? 0 : countOf(state)) },
  ...overviewActions,
  ...recoveryActions,
  ...runs,
  output: {
    enabled: ({ snapshot }) => (snapshot.commands.length === 0 ? 'nothing was started from here' : true),
    act: (state) => {
      const id = state.snapshot.commands.at(-1)?.id ?? '';
      return stay({ ...state, scroll: 0, overlay: { kind: 'command', id } });
    },
  },
  note: { enabled: mayNote, act: (state) => ask(state, { for: 'note' }, state.draft) },
  exportNotes: {
    enabled: (state) =>
      lastSeen(state.snapshot.recovery)?.value.incident === undefined ? 'there are no notes' : true,
    act: (state) => stay({ ...state, scroll: 0, overlay: { kind: 'export' } }),
  },
  shell: { enabled: always, act: (state) => ({ state, effects: [{ kind: 'shell' }] }) },
  help: { enabled: always, act: (state) => stay({ ...state, scroll: 0, overlay: { kind: 'help' } }) },
  back: { enabled: always, act: (state) => stay(opened(state, 'overview')) },
  suspend: { enabled: always, act: (state) => ({ state, effects: [{ kind: 'suspend' }] }) },
  leave: { enabled: always, act: (state) => ({ state, effects: [{ kind: 'leave', how: 'ok' }] }) },
  interrupt: {
    enabled: always,
    act: (state) => ({ state, effects: [{ kind: 'leave', how: 'interrupted' }] }),
  },
};
