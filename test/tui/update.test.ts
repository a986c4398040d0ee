import { describe, expect, test } from 'vitest';
import type { NewEvent } from '../../src/recovery/events.ts';
import { behaviours } from '../../tui/console/actions.ts';
import type { KeyBinding } from '../../tui/console/keys.ts';
import { actions, keyParagraphs, keyTable, screens } from '../../tui/console/keys.ts';
import type { Effect } from '../../tui/console/outcome.ts';
import type { State } from '../../tui/console/state.ts';
import { questionOf } from '../../tui/console/questions.ts';
import { createStore } from '../../tui/console/store.ts';
import { update } from '../../tui/console/update.ts';
import { keyNames } from '../../tui/key-names.ts';
import * as story from './story.ts';

const { consoleOf, incident, opening, promoting, recovery, rehearsal, report, seen } = story;

const none = {
  ...{ upArrow: false, downArrow: false, pageUp: false, pageDown: false, home: false, end: false },
  ...{ leftArrow: false, rightArrow: false, shift: false },
  ...{ return: false, escape: false, tab: false, backspace: false, delete: false, ctrl: false, meta: false },
};

/** Presses keys one after the other; what came out, and what is to be done outside. */
function press(state: State, ...keys: readonly string[]) {
  const effects: Effect[] = [];
  const store = createStore(state, (effect) => effects.push(effect));
  for (const key of keys) store.dispatch({ kind: 'key', key });
  return { state: store.state(), effects };
}

/** A text as keys that arrived in one chunk. */
const chunk = (text: string) => keyNames(text, none);

const leading = consoleOf({ recovery: recovery(incident(opening)) }, { screen: 'recovery' });
const atPromotion = { ...leading, selected: { ...leading.selected, recovery: 4 } };
const atLoss = { ...leading, selected: { ...leading.selected, recovery: 5 } };
const primary = report({
  role: { kind: 'primary', server: '15/main' },
  sync: { state: 'known', value: 'off' },
});

describe('keys', () => {
  test('keys that arrive in one chunk are each taken on the newest state', () => {
    const { state } = press(consoleOf(), ...chunk('jj\r'));
    expect(state.overlay).toEqual({ kind: 'line', id: 'recovery' });
  });

  test.each([
    ['an arrow', '', { ...none, downArrow: true }, ['down']],
    ['Ctrl-C', 'c', { ...none, ctrl: true }, ['ctrl-c']],
    ['Escape and a key in one chunk', 'j', { ...none, meta: true }, ['esc', 'j']],
    ['a chunk with control characters', 'a\u0000b\u007f\t', none, ['a', 'b', 'backspace', 'tab']],
    ['letters beyond ASCII', 'é漢', none, ['é', '漢']],
  ])('%s', (_, input, pressed, names) => {
    expect(keyNames(input, pressed)).toEqual(names);
  });

  test('numbers choose, and never act', () => {
    for (const [index, screen] of screens.entries()) {
      const { state, effects } = press(leading, String(index + 1));
      expect([state.screen, effects, state.overlay]).toEqual([screen, [], undefined]);
    }
    for (const key of ['5', '9', '0']) expect(press(leading, key)).toEqual({ state: leading, effects: [] });
  });

  test('no key means two things on one screen', () => {
    for (const screen of screens) {
      const here = actions
        .map((action): KeyBinding => keyTable[action])
        .filter(({ where }) => where === screen || where === 'everywhere');
      const names = here.flatMap(({ keys }) => keys);
      expect(names.length).toBe(new Set(names).size);
    }
  });

  test('every key is in the manual page', () => {
    const manual = keyParagraphs().join('\n');
    for (const action of actions) expect(manual).toContain(keyTable[action].about);
  });

  test('a key that may not be used says why, and does nothing', () => {
    for (const action of actions) {
      const binding: KeyBinding = keyTable[action];
      const screen = binding.where === 'everywhere' ? 'overview' : binding.where;
      const state = consoleOf({ report: seen(primary) }, { screen });
      const may = behaviours[action].enabled(state);
      if (may === true) continue;
      const pressed = press(state, binding.keys[0] ?? '');
      expect([pressed.state.message?.text, pressed.effects, pressed.state.overlay]).toEqual([
        may,
        [],
        undefined,
      ]);
    }
  });

  test('q leaves, Ctrl-C ends at once, from a question too; Esc leads back', () => {
    expect(press(consoleOf(), 'q').effects).toEqual([{ kind: 'leave', how: 'ok' }]);
    expect(press(leading, 'n', 'ctrl-c').effects).toEqual([{ kind: 'leave', how: 'interrupted' }]);
    expect(press(leading, 'n', 'q').effects).toEqual([]);
    expect(press(leading, '?', 'esc').state.overlay).toBeUndefined();
    expect(press(leading, 'esc').state.screen).toBe('overview');
  });
});

describe('what is started', () => {
  test('a sync only after y: Enter that was typed ahead confirms nothing', () => {
    const { state, effects } = press(consoleOf(), ...chunk('jjjs\r\r'));
    expect([state.overlay?.kind, effects]).toEqual(['confirm', []]);
    expect(press(state, 'y').effects).toEqual([
      { kind: 'start', command: 'ot-apt-sync', words: [], title: 'ot-apt-sync', watch: true },
    ]);
    expect(press(state, 'esc', 'y').effects).toEqual([]);
  });

  test('a note is kept as it was typed, also when it begins with a dash', () => {
    const { effects } = press(leading, ...chunk('n--help me\r'));
    expect(effects).toMatchObject([{ command: 'ot-recovery', words: ['note', '--', '--help me'] }]);
  });

  test('[promise 16] a note that could not be written is not typed again', () => {
    const { state } = press(leading, ...chunk('nthe disk is full\r'));
    const ended = (exitCode: number) => {
      const end = { id: '1', title: 'note', state: 'ended', exitCode, tail: ['x'], progress: '' } as const;
      return update(state, { kind: 'looked', part: { commands: [end] }, now: story.now }).state;
    };
    expect(press(ended(1), 'n').state.overlay).toMatchObject({ typed: { text: 'the disk is full' } });
    expect(ended(1).message?.text).toContain('"n" has the text still');
    expect(press(ended(0), 'n').state.overlay).toMatchObject({ typed: { text: '' } });
  });

  test('a text that is pasted does not end at its first line', () => {
    const store = createStore(press(leading, 'n').state, () => {});
    store.dispatch({ kind: 'paste', text: 'one\r\ntwo\rthree' });
    expect(store.state().overlay).toMatchObject({ typed: { text: 'one two three' } });
  });

  test('leaving a step out needs a reason', () => {
    const asked = press(atLoss, ...chunk('x\r'));
    expect([asked.effects, asked.state.message?.bad]).toEqual([[], true]);
    const { effects } = press(asked.state, ...chunk('why not\r'));
    expect(effects).toMatchObject([{ words: ['step', 'loss', 'skip', '--reason=why not'] }]);
  });

  test('a step that is done is not left out', () => {
    expect(press(leading, 'x').state).toMatchObject({
      overlay: undefined,
      message: { text: 'this step is done: there is nothing to leave out' },
    });
  });

  test('the message to the people is shown alone, to be copied; nothing runs', () => {
    const at = { ...leading, selected: { ...leading.selected, recovery: 8 } };
    expect(press(at, 'r')).toMatchObject({ effects: [], state: { overlay: { kind: 'message' } } });
  });

  test('a sync that runs is not started once more', () => {
    const runs = seen([story.run(0, { job: 'attachments', outcome: 'running' })]);
    const state = consoleOf({ runs }, { selected: { ...leading.selected, overview: 6 } });
    expect(press(state, 's').state).toMatchObject({
      overlay: undefined,
      message: { text: 'this sync is running already' },
    });
  });

  test('what was decided of production is asked for, and must not be empty', () => {
    const at = { ...leading, selected: { ...leading.selected, recovery: 1 } };
    const asked = press(at, ...chunk('d\r'));
    expect([asked.effects, asked.state.message?.bad]).toEqual([[], true]);
    const { effects } = press(asked.state, ...chunk('go over\r'));
    expect(effects).toMatchObject([{ words: ['step', 'exhaust', 'done', '--reason=go over'] }]);
  });

  test('[promise 11] a shutdown by hand is proven by its command; only a reason of its own gets past a sign of life', () => {
    const at = { ...leading, selected: { ...leading.selected, recovery: 2 } };
    expect(press(at, ...chunk('dy')).effects).toMatchObject([{ words: ['step', 'fence', 'done'] }]);
    const { effects } = press(at, ...chunk('Aits cables are out\r'));
    expect(effects).toMatchObject([{ words: ['step', 'fence', 'done', '--reason=its cables are out'] }]);
  });

  test('a program of the site is named and confirmed before it runs', () => {
    const at = { ...leading, selected: { ...leading.selected, recovery: 2 } };
    const { config } = at.snapshot;
    if (config === undefined) throw new Error('the story has a configuration');
    const own = {
      ...at,
      snapshot: { ...at.snapshot, config: { ...config, FENCE_COMMAND: '/usr/local/bin/fence' } },
    };
    const { state, effects } = press(own, 'r');
    expect(effects).toEqual([]);
    expect(state.overlay).toMatchObject({ kind: 'confirm', purpose: { program: '/usr/local/bin/fence' } });
    expect(press(state, 'y').effects).toMatchObject([{ words: ['step', 'fence', 'run'] }]);
  });
});

describe('[promise 11] the promotion', () => {
  const command = 'ot-disable-standby-mode';

  test.each(['\r', 'y\r', 'yes\r', 'standby-8\r', 'standby\r'])('does not begin for %j', (typed) => {
    expect(press(atPromotion, ...chunk(`r${typed}`)).effects).toEqual([]);
  });

  test('begins for the typed name of this machine, as the command that can be typed', () => {
    const { effects } = press(atPromotion, ...chunk('rstandby-7\r'));
    expect(effects).toEqual([
      { kind: 'start', command, words: ['--confirm=standby-7'], title: 'promotion', watch: false },
    ]);
  });

  test('of a living production wants the reason first, then the name', () => {
    const { effects } = press(atPromotion, ...chunk('Ait has no network\rstandby-7\r'));
    const words = ['--confirm=standby-7', '--accept-live-production=it has no network'];
    expect(effects).toMatchObject([{ command, words }]);
    expect(press(atPromotion, ...chunk('A\rstandby-7\r')).effects).toEqual([]);
  });

  test.each([
    ['somebody else leads', { recovery: recovery({ ...incident(opening), leader: story.bob }) }],
    ['it runs already', { recovery: recovery(incident([...opening, ...promoting]), command) }],
    ['no incident is open', { recovery: recovery(undefined) }],
    ['this machine is a primary', { report: seen(primary) }],
    [
      'it is done',
      { recovery: recovery(incident([...opening, { kind: 'step', step: 'promote', state: 'done' }])) },
    ],
  ])('is not offered when %s', (_, part) => {
    const state = { ...atPromotion, snapshot: { ...atPromotion.snapshot, ...part } };
    const { effects, state: after } = press(state, 'r');
    expect([effects, after.overlay, after.message?.text]).toEqual([[], undefined, expect.any(String)]);
  });

  test('that was interrupted behind the point of no return goes on, although this is a primary now', () => {
    const part = { report: seen(primary), recovery: recovery(incident([...opening, ...promoting])) };
    const state = { ...atPromotion, snapshot: { ...atPromotion.snapshot, ...part } };
    expect(press(state, ...chunk('rstandby-7\r')).effects).toMatchObject([{ command }]);
  });

  test('cannot be ticked', () => {
    expect(press(atPromotion, 'd').state.overlay).toBeUndefined();
  });
});

describe('Odoo is set right once it is in production here', () => {
  const done: NewEvent = { kind: 'step', step: 'promote', state: 'done' };
  const { config } = consoleOf().snapshot;
  const after = (changes: Partial<State['snapshot']> = {}) =>
    consoleOf(
      { report: seen(primary), recovery: recovery(incident([...opening, done])), ...changes },
      { screen: 'recovery', selected: { overview: 0, recovery: 6, runs: 0, notes: 0 } },
    );

  test.each([
    ['m', 'regenerate-assets', {}],
    ['c', 'release-crons', { waiting: seen({ jobs: 12, mails: 3 }) }],
    ['s', 'restart-services', config === undefined ? {} : { config: { ...config, SERVICES: ['nginx'] } }],
  ] as const)('%s asks, then starts ot-recovery %s', (key, word, changes) => {
    expect(press(after(changes), key).effects).toEqual([]);
    expect(press(after(changes), key, 'y').effects).toMatchObject([
      { command: 'ot-recovery', words: [word] },
    ]);
    const standby = { ...changes, report: seen(report()) };
    expect(press(after(standby), key).state.message?.text).toContain('not in production yet');
  });

  test('[promise 15] what a release sets going is said before it is confirmed', () => {
    const { overlay } = press(after({ waiting: seen({ jobs: 12, mails: 3 }) }), 'c').state;
    if (overlay?.kind !== 'confirm') throw new Error('nothing is asked');
    expect(questionOf(overlay.purpose).about.join()).toContain('12 scheduled jobs and 3 mails wait');
    expect(press(after({ waiting: seen(undefined) }), 'c').state.message?.text).toContain(
      'no scheduled jobs',
    );
  });

  test('the end of an incident says what is still open', () => {
    const { overlay } = press(after(), 'f').state;
    if (overlay?.kind !== 'confirm') throw new Error('nothing is asked');
    const said = questionOf(overlay.purpose).about.join('\n');
    expect(said).toMatch(/4 steps open:\n +6 Note .*: pending\n/);
    expect(said).not.toContain('5 Bring');
  });
});

describe('[promise 11] a drill', () => {
  const rehearsing: State = {
    ...atPromotion,
    snapshot: { ...atPromotion.snapshot, recovery: recovery(incident(rehearsal)) },
  };

  test('is opened by its own key', () => {
    const state = consoleOf({}, { screen: 'recovery' });
    const { effects } = press(state, ...chunk('Dtwice a year\r'));
    expect(effects).toMatchObject([{ words: ['start', '--drill', '--', 'twice a year'] }]);
    const { effects: real } = press(state, ...chunk('iit is dark\r'));
    expect(real).toMatchObject([{ words: ['start', '--', 'it is dark'] }]);
  });

  test.each(['r', 'A'])('does not promote: %s', (key) => {
    const { state } = press(rehearsing, key);
    expect(state).toMatchObject({ overlay: undefined });
    expect(state.message?.text).toContain('this is a drill');
  });

  test('may look at what a promotion would do', () => {
    expect(press(rehearsing, 'y').effects).toMatchObject([{ words: ['--dry-run'] }]);
  });

  test('runs no program of the site, and looks at production all the same', () => {
    const { config } = rehearsing.snapshot;
    if (config === undefined) throw new Error('the story has a configuration');
    const at = { ...rehearsing, selected: { ...rehearsing.selected, recovery: 2 } };
    const own = { ...at.snapshot, config: { ...config, FENCE_COMMAND: '/usr/local/bin/fence' } };
    const { state, effects } = press({ ...at, snapshot: own }, 'r');
    expect([effects, state.message?.text]).toEqual([[], expect.stringContaining('this is a drill')]);
    expect(press(at, 'r').effects).toMatchObject([{ words: ['step', 'fence', 'run'] }]);
  });
});

describe('a primary', () => {
  test.each(['s', 'a', 'o'])('is not synced onto: %s', (key) => {
    const state = consoleOf({ report: seen(primary) });
    const { effects, state: after } = press(state, ...chunk(`jjj${key}y`));
    expect([effects, after.message?.text]).toEqual([[], expect.stringContaining('PRIMARY')]);
  });

  test('opens no incident', () => {
    const state = consoleOf({ report: seen(primary) }, { screen: 'recovery' });
    expect(press(state, 'i').state).toMatchObject({ overlay: undefined, message: { bad: false } });
  });
});

describe('a terminal that is too small', () => {
  const small = { ...atPromotion, size: { columns: 79, rows: 24 } };

  test.each(['r', 'n', '1', 'y', '!', 'esc'])('what nobody sees is not done: %s', (key) => {
    expect(press(small, key)).toEqual({ state: small, effects: [] });
  });

  test.each([['q'], ['ctrl-c'], ['ctrl-z']])('%s leads out of it, also out of a question', (key) => {
    const asked = { ...press(atPromotion, 'n').state, size: small.size };
    expect(press(asked, key).effects).toHaveLength(1);
  });
});

describe('runs', () => {
  test('are filtered by sync and by outcome', () => {
    const runs = consoleOf({}, { screen: 'runs' });
    expect(press(runs, 'w', 'enter').state.overlay).toEqual({ kind: 'run', id: 'run-2' });
    expect(press(runs, 'f', 'j', 'enter').state.overlay).toEqual({ kind: 'run', id: 'run-3' });
    expect(press(runs, 'f', 'w').state.message).toBeUndefined();
    expect(press(runs, 'f', 'w', 'enter').state.overlay).toBeUndefined();
  });
});

test('a recovery that was opened before the first look stands at the step that comes next', () => {
  const { snapshot } = leading;
  const blank = consoleOf();
  const unseen: State = {
    ...blank,
    snapshot: { ...blank.snapshot, config: undefined, recovery: { state: 'not yet' } },
  };
  const { state } = press(unseen, '2');
  const part = { config: snapshot.config, recovery: snapshot.recovery };
  expect(update(state, { kind: 'looked', part, now: story.now }).state.selected.recovery).toBe(4);
});
