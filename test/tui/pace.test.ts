import { expect, test } from 'vitest';
import { pauseAfter } from '../../tui/console/watch.ts';
import * as story from './story.ts';

const { consoleOf, incident, opening, recovery } = story;
const report = { everyMs: 2_000, costly: true };
const files = { everyMs: 1_000, costly: false };
const untouched = { keyAt: story.now - 61_000 };

test('a look is repeated in time, and never takes more than a third of it', () => {
  expect([pauseAfter(consoleOf(), report, 50), pauseAfter(consoleOf(), report, 3_000)]).toEqual([
    2_000, 6_000,
  ]);
});

test('while nobody touches a key and nothing goes on, looks are seldom', () => {
  const state = consoleOf({}, untouched);
  expect(pauseAfter(state, report, 100)).toBe(5_000);
  expect(pauseAfter(state, report, 5_000)).toBe(20_000);
  expect(pauseAfter(state, files, 5)).toBe(2_000);
});

test('an incident and a running command are watched closely, with or without a key', () => {
  const running = {
    id: 'a',
    title: 'note',
    state: 'running',
    exitCode: undefined,
    tail: [],
    progress: '',
  } as const;
  const open = { recovery: recovery(incident(opening)) };
  for (const part of [open, { commands: [running] }]) {
    expect(pauseAfter(consoleOf(part, untouched), report, 100)).toBe(2_000);
  }
});
