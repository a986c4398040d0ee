import { expect, test } from 'vitest';
import { createStore } from '../../tui/console/store.ts';
import { answers } from '../../tui/console/view/header.ts';
import * as story from './story.ts';

const { consoleOf, incident, opening, recovery, report, seen } = story;
const selected = { overview: 0, recovery: 4, runs: 0, notes: 0 };

test('the checklist of an incident that has just been opened is at the step that comes next', () => {
  const before = consoleOf({}, { screen: 'recovery', selected });
  const store = createStore(before, () => {});
  const part = { recovery: recovery(incident(opening.slice(0, 1))) };
  store.dispatch({ kind: 'looked', part, now: story.now });
  expect(store.state().selected.recovery).toBe(1);
  // What somebody selects afterwards stays.
  store.dispatch({ kind: 'key', key: 'down' });
  store.dispatch({ kind: 'looked', part, now: story.now });
  expect(store.state().selected.recovery).toBe(2);
});

const step = (state: 'running' | 'done', reason?: string) =>
  ({ kind: 'step', step: 'exhaust', state, ...(reason === undefined ? {} : { reason }) }) as const;

test('whoever has decided a step is led to the next one; what a step found stays to be read', () => {
  const opened = opening.slice(0, 1);
  const after = (...more: readonly ReturnType<typeof step>[]) => {
    const before = consoleOf(
      { recovery: recovery(incident(opened)) },
      { screen: 'recovery', selected: { ...selected, recovery: 1 } },
    );
    const store = createStore(before, () => {});
    const part = { recovery: recovery(incident([...opened, ...more])) };
    store.dispatch({ kind: 'looked', part, now: story.now });
    return store.state().selected.recovery;
  };
  expect(after(step('running'), step('done'))).toBe(1);
  expect(after(step('running'), step('done'), step('done', 'go over'))).toBe(2);
  expect(after(step('done', 'go over'))).toBe(2);
});

test('production is not said to answer by a report that is no longer renewed', () => {
  const answersAt = (seconds: number) => answers(consoleOf({ report: seen(report(), seconds) })).text;
  expect([answersAt(5), answersAt(31)]).toEqual(['answers', 'asking']);
});

test('in an incident production that was heard a moment ago is asked, not believed', () => {
  const { replication } = report();
  if (replication.state !== 'known' || replication.value.receiver.kind !== 'seen')
    throw new Error('not seen');
  const receiver = { ...replication.value.receiver, lastMessageAge: 20 };
  const heard = report({ replication: { state: 'known', value: { ...replication.value, receiver } } });
  const silent = { name: 'ssh', sign: 'silent', what: 'port 22 does not answer within 5 s' } as const;
  const looks = { report: seen(heard), probes: seen([silent]) };
  expect(answers(consoleOf(looks)).text).toBe('answers');
  expect(answers(consoleOf({ ...looks, recovery: recovery(incident(opening)) })).text).toBe('SILENT');
});

test('the end of what was started is told', () => {
  const running = {
    id: 'a',
    title: 'tick image',
    state: 'running',
    exitCode: undefined,
    tail: [],
    progress: '',
  } as const;
  const store = createStore(consoleOf({ commands: [running] }), () => {});
  const ended = { ...running, state: 'ended', exitCode: 13, tail: ['bob leads', '→ talk'] } as const;
  store.dispatch({ kind: 'looked', part: { commands: [ended] }, now: story.now });
  expect(store.state().message).toEqual({ text: 'tick image: failed (13): bob leads → talk', bad: true });
});
