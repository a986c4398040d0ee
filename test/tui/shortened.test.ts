import { expect, test } from 'vitest';
import type { NewEvent } from '../../src/recovery/events.ts';
import { shortened } from '../../tui/console/view/shortened.ts';
import { incident } from './story.ts';

const fact = (name: string, what: string): NewEvent => ({ kind: 'fact', name, what, value: what });
const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => fact(name, `${name} ${index + 1}`));
const told = (events: readonly NewEvent[]) =>
  shortened(incident(events).events).map((event) => (event.kind === 'fact' ? event.what : event.kind));

test('what a step has found in thousands is told by its first lines, and how many follow', () => {
  const lines = told([...many('loss', 20_000), { kind: 'note', text: 'so much' }, ...many('smoke', 3)]);
  expect([lines.length, lines[199], lines[200]]).toEqual([
    205,
    'loss 200',
    '… and 19800 more: ot-recovery report',
  ]);
  expect(lines.slice(201)).toEqual(['note', 'smoke 1', 'smoke 2', 'smoke 3']);
});

test('all that fits is told', () => {
  expect(told(many('loss', 200)).at(-1)).toBe('loss 200');
  expect(told(many('loss', 201)).at(-1)).toBe('… and 1 more: ot-recovery report');
});
