import { jobNames } from '../../src/sync/job.ts';
import type { Behaviour } from './actions.ts';
import { first } from './lead.ts';
import { ask, stay } from './outcome.ts';
import type { State } from './state.ts';
import { lastSeen, roleOf } from './state.ts';
import { overviewItems } from './view/overview.ts';

function selectedItem(state: State) {
  const items = overviewItems(state);
  return items[Math.min(state.selected.overview, items.length - 1)];
}

/** Whether syncs may be started here: never on a primary. */
function maySync(state: State): true | string {
  const report = lastSeen(state.snapshot.report)?.value;
  if (report === undefined) return 'this machine has not been looked at yet';
  if (roleOf(state) === 'primary') return 'this machine is PRIMARY: nothing is synced onto it';
  if (roleOf(state) === 'unknown') return 'it is not certain that this machine is a standby';
  if (report.sync.state === 'known' && report.sync.value === 'off') return 'sync is off ("o" switches it on)';
  return true;
}

/** The run of the selected line's sync that is under way. */
function runningSync(state: State) {
  const job = selectedItem(state)?.job;
  const runs = lastSeen(state.snapshot.runs)?.value ?? [];
  const run = runs.find((each) => each.job === job?.name && each.outcome === 'running');
  return job === undefined || run === undefined ? undefined : { command: job.command, run };
}

function isIdle(state: State): true | string {
  return runningSync(state) === undefined ? true : 'this sync is running already';
}

/** What the keys of the overview do. */
export const overviewActions: Readonly<
  Record<'detail' | 'sync' | 'stopSync' | 'syncAll' | 'syncMode', Behaviour>
> = {
  detail: {
    enabled: (state) => (selectedItem(state) === undefined ? 'there is no line yet' : true),
    act: (state) => {
      const id = selectedItem(state)?.id ?? '';
      return stay({ ...state, scroll: 0, overlay: { kind: 'line', id } });
    },
  },
  sync: {
    enabled: (state) =>
      selectedItem(state)?.job === undefined
        ? 'go to the line of a sync first'
        : first(maySync(state), isIdle(state)),
    act: (state) => {
      const name = selectedItem(state)?.job;
      const job = jobNames.find((each) => each === name?.name);
      return name === undefined || job === undefined
        ? stay(state)
        : ask(state, { for: 'sync', job, command: name.command });
    },
  },
  stopSync: {
    enabled: (state) => {
      if (selectedItem(state)?.job === undefined) return 'go to the line of a sync first';
      return runningSync(state) === undefined ? 'this sync is not running' : true;
    },
    act: (state) => {
      const running = runningSync(state);
      if (running === undefined) return stay(state);
      return ask(state, { for: 'stop-sync', command: running.command });
    },
  },
  syncAll: { enabled: maySync, act: (state) => ask(state, { for: 'sync-all' }) },
  syncMode: {
    enabled: (state) => {
      const sync = lastSeen(state.snapshot.report)?.value.sync;
      if (sync?.state !== 'known') return 'whether sync is on is not known';
      return roleOf(state) === 'primary' && sync.value === 'off'
        ? 'this machine is PRIMARY: sync stays off'
        : true;
    },
    act: (state) => {
      const sync = lastSeen(state.snapshot.report)?.value.sync;
      return ask(state, {
        for: 'sync-mode',
        to: sync?.state === 'known' && sync.value === 'on' ? 'off' : 'on',
      });
    },
  },
};
