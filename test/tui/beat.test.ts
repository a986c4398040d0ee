import { expect, test } from 'vitest';
import type { Detached } from '../../src/machines/detached.ts';
import type { Snapshot } from '../../tui/console/state.ts';
import { beatMs, createBeat } from '../../tui/console/beat.ts';
import { createStore } from '../../tui/console/store.ts';
import * as story from './story.ts';

const { consoleOf, incident, opening, recovery, report, seen } = story;

const running: Detached = {
  ...{ id: 'a', title: 'note', exitCode: undefined, tail: [], progress: '' },
  state: 'running',
};

test('the screen moves each second while something is under way, else every other', () => {
  const syncing = seen([story.run(0, { outcome: 'running' })]);
  const parts: readonly Partial<Snapshot>[] = [
    {},
    { commands: [running] },
    { recovery: recovery(incident(opening)) },
    { runs: syncing },
  ];
  expect(parts.map((part) => beatMs(consoleOf(part)))).toEqual([2_000, 1_000, 1_000, 1_000]);
});

/** A console with its beat, its clock in the test's hand, and how often it was drawn. */
function beating(part: Partial<Snapshot> = {}) {
  const store = createStore(consoleOf(part), () => {});
  const time = { elapsed: 0 };
  const beat = createBeat(
    { now: () => new Date(story.now + time.elapsed), elapsed: () => time.elapsed },
    store,
  );
  let drawn = 0;
  store.subscribe(() => (drawn += 1));
  return { store, time, beat, drawn: () => drawn };
}

test('what is seen between two beats is drawn with the next one, together', () => {
  const { store, time, beat, drawn } = beating();
  const other = seen(report({ host: 'standby-8' }));
  beat.take({ report: other }, false);
  expect([drawn(), store.state().snapshot.report]).not.toContain(other);
  time.elapsed = 500;
  beat.take({ commands: [running] }, true);
  expect([drawn(), store.state().now]).toEqual([1, story.now + 500]);
  expect(store.state().snapshot).toMatchObject({ report: other, commands: [running] });
});

test('what is seen for the first time is drawn at once', () => {
  const { beat, drawn } = beating({ report: { state: 'not yet' } });
  beat.take({ report: seen(report()) }, false);
  beat.take({ report: seen(report()) }, false);
  expect(drawn()).toBe(1);
});

test('where a look hangs the clock goes on, and is not moved twice where none does', () => {
  const { store, time, beat, drawn } = beating();
  time.elapsed = 2_000;
  beat.keepUp();
  expect(drawn()).toBe(0);
  time.elapsed = 4_000;
  beat.keepUp();
  expect([drawn(), store.state().now]).toEqual([1, story.now + 4_000]);
});
